import { isDeepStrictEqual } from 'node:util';

/** A field that is not as it should be. */
export interface Difference {
  /** Dotted path. */
  field: string;
  from: unknown;
  to: unknown;
}

/** The leaves in which two trees of plain objects differ; arrays are leaves. */
export function differences(from: unknown, to: unknown, path: string[] = []): Difference[] {
  if (!isTree(from) && !isTree(to)) {
    return isDeepStrictEqual(from, to) ? [] : [{ field: path.join('.'), from, to }];
  }
  const [before, after] = [asTree(from), asTree(to)];
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

const asTree = (value: unknown): Tree => (isTree(value) ? value : {});
