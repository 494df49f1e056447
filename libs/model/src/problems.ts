import { type z } from 'zod';
import { LongshoreError, type ErrorCode } from './errors';

/** One thing that is wrong in a file. */
export interface Problem {
  /** The path of the file, relative to the workspace. */
  file: string;
  /** Where in the file, as `health.path`; empty for the whole. */
  path: string;
  /** What was expected, with the nearest allowed name where there is one. */
  message: string;
  /** Set if the file is right by itself, and another service has its name. */
  sameName?: true;
}

/** The allowed name that is most like the given one, or undefined when none is near. */
export function nearest(name: string, allowed: readonly string[]): string | undefined {
  const ranked = allowed
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

/** What a file holds, or every problem in it. */
export interface Read<S extends z.ZodType> {
  value?: z.infer<S>;
  problems: Problem[];
}

/** Reads what a file holds; each misspelt name comes with a suggestion. */
export function readWith<S extends z.ZodType>(file: string, schema: S, input: unknown): Read<S> {
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data, problems: [] };
  return { problems: [...problemsOf(file, schema, result.error), ...hiddenByKind(file, schema, input)] };
}

/** As `readWith`, of the text of a JSON file. */
export function readText<S extends z.ZodType>(file: string, schema: S, text: string): Read<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [{ file, path: '', message: `not JSON: ${(error as Error).message}` }] };
  }
  return readWith(file, schema, json);
}

/** Runs a check of several fields although others beside them are wrong, so that all problems are found at once. */
export const ifReadable = (parts: z.ZodType) => ({
  when: ({ value }: { value: unknown }): boolean => parts.safeParse(value).success,
});

/** zod looks no further than the kind if that is unknown: the rest is read as the kind that fits it best. */
function hiddenByKind(file: string, schema: z.ZodType, input: unknown): Problem[] {
  const { discriminator, options } = schema.def as { discriminator?: string; options?: z.ZodType[] };
  if (discriminator === undefined || !options || !isRecord(input)) return [];
  const kinds = options.flatMap((option) => kindOf(option, discriminator) ?? []);
  const given = String(input[discriminator]);
  if (kinds.includes(given)) return [];
  const near = nearest(given, kinds);
  const readings = options
    .map((option) => ({ option, kind: kindOf(option, discriminator) }))
    .filter(({ kind }) => near === undefined || kind === near)
    .map(({ option, kind }) => readWith(file, option, { ...input, [discriminator]: kind }).problems);
  return readings.sort((one, other) => misfits(one) - misfits(other) || one.length - other.length)[0] ?? [];
}

const ofOtherKind = 'not a field of this kind';

const misfits = (problems: Problem[]): number => problems.filter(({ message }) => message === ofOtherKind).length;

const kindOf = (option: z.ZodType, discriminator: string): string | undefined =>
  (shapeOf(option)?.[discriminator] as { def?: { values?: string[] } } | undefined)?.def?.values?.[0];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemsOf(file: string, schema: z.ZodType, error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ file, path, message: issue.message }];
    const allowed = allowedKeys(schema, issue.path);
    return issue.keys.map((key) => ({
      file,
      path: [path, key].filter(Boolean).join('.'),
      message: allowed.includes(key) ? ofOtherKind : `not a known field${suggestion(key, allowed)}`,
    }));
  });
}

/** One error that lists every problem. */
export function configError(code: ErrorCode, problems: Problem[]): LongshoreError {
  const files = [...new Set(problems.map(({ file }) => file))];
  return new LongshoreError(code, {
    what: `${files.join(', ')}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
    why: problems.map(({ file, path, message }) => `${file}${path ? ` ${path}` : ''}: ${message}`).join('\n'),
    fix: `edit ${files[0] ?? 'the file'}`,
  });
}

const suggestion = (key: string, allowed: string[]): string => {
  const near = nearest(key, allowed);
  if (near) return `; did you mean ${near}?`;
  return allowed.length > 0 ? `; expected one of ${allowed.join(', ')}` : '';
};

function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) {
    const object = unwrap(current);
    current = shapeOf(object)?.[String(key)] ?? elementOf(object);
  }
  return Object.keys(shapeOf(unwrap(current)) ?? {});
}

/** Of a schema that is one of several, the fields of them all. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, options } = (schema ?? {}) as { shape?: Record<string, unknown>; options?: unknown };
  return Array.isArray(options) ? (Object.assign({}, ...options.map(shapeOf)) as Record<string, unknown>) : shape;
}

const elementOf = (schema: unknown): unknown => {
  const { element, valueType } = (schema ?? {}) as { element?: unknown; valueType?: unknown };
  return element ?? valueType;
};

/** Takes off optional, default and the like, which wrap the schema that has the shape. */
function unwrap(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
  return inner ? unwrap(inner) : schema;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
