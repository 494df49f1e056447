import { type Step } from './steps';

/** A task as Nx reports it. */
export interface TaskTiming {
  project: string;
  target: string;
  cached: boolean;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
}

/** One part of a run and how long it took. */
export interface Stage {
  name: string;
  /** From the first start to the last end, in milliseconds. */
  wallMs: number;
  note?: string;
}

/** The stages of a run in the order in which they began: one for each target. */
export function stagesOf(tasks: readonly TaskTiming[]): Stage[] {
  const targets = [...new Set([...tasks].sort((a, b) => a.start - b.start).map(({ target }) => target))];
  return targets.map((target) => {
    const own = tasks.filter((task) => task.target === target);
    const cached = own.filter((task) => task.cached).length;
    const count = own.length === 1 ? '1 task' : `${own.length} tasks`;
    return { name: target, wallMs: spanOf(own), note: cached > 0 ? `${count}, ${cached} cached` : count };
  });
}

/**
 * How much of a run no step was at work: Nx's own time, for its graph, hashes, caches and forks.
 * @param start milliseconds since 1970, as `end`
 */
export function shareOfNx(start: number, end: number, tasks: readonly TaskTiming[], steps: readonly Step[]): number {
  // What Nx runs as a command (jest) has no step of ours inside: there the whole task counts as work.
  const stepped = new Set(steps.map(({ target }) => target));
  const commands = tasks.filter(({ target, cached }) => !cached && !stepped.has(target));
  return end - start - unionOf([...steps, ...commands]);
}

/** Stages as lines of text. */
export function renderStages(stages: readonly Stage[]): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(8);
  return stages
    .map(({ name, wallMs, note }) => `  ${name.padEnd(10)}${seconds(wallMs)}  ${note ?? ''}`.trimEnd())
    .join('\n');
}

interface Interval {
  start: number;
  end: number;
}

const spanOf = (intervals: readonly Interval[]): number =>
  Math.max(...intervals.map(({ end }) => end)) - Math.min(...intervals.map(({ start }) => start));

/** The time in which at least one of the intervals was open. */
function unionOf(intervals: readonly Interval[]): number {
  let covered = 0;
  let reached = -Infinity;
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}
