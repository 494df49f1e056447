import { createHash } from 'node:crypto';

/** A listener has priorities 1 to 50000; the lowest is tried first. One band for each number of literal characters. */
const bandSize = 400;
const bands = 125;
/** The upper half of the bands is for rules that name hosts. */
const hostBands = 62;

/** The priorities that a rule may have: first and last, both included. */
export interface PriorityRange {
  first: number;
  last: number;
}

/**
 * The priorities that fit a rule by how specific its paths are: the more literal characters, the earlier, and among
 * equals a path without wildcards first. The least specific path of a rule counts, since it is the one that could
 * take requests from other rules. Rules that name hosts go before all that name none.
 */
export function priorityRange(paths: readonly string[], hosts: readonly string[] = []): PriorityRange {
  const literals = Math.min(...paths.map(literalsOf));
  const band = Math.min(literals, hostBands - 1) + (hosts.length > 0 ? hostBands : 0);
  const exact = paths.filter((path) => literalsOf(path) === literals).every((path) => !/[*?]/.test(path));
  const first = (bands - 1 - band) * bandSize + 1 + (exact ? 0 : bandSize / 2);
  return { first, last: first + bandSize / 2 - 1 };
}

/**
 * A rule's priority: the one that it has where that fits, else one derived from the service's name, or the next that
 * is free.
 * @param taken priorities of the listener's other rules
 */
export function priorityOf(
  name: string,
  paths: readonly string[],
  taken: ReadonlySet<number>,
  current?: number,
  hosts?: readonly string[],
): number {
  const { first, last } = priorityRange(paths, hosts);
  if (current !== undefined && current >= first && current <= last) return current;
  const size = last - first + 1;
  const offset = createHash('sha256').update(name).digest().readUInt32BE() % size;
  const candidates = Array.from({ length: size }, (_, index) => first + ((offset + index) % size));
  return candidates.find((candidate) => !taken.has(candidate)) ?? first + offset;
}

const literalsOf = (path: string): number => path.replace(/[*?]/g, '').length;
