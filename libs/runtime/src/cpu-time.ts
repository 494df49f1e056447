import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';

/** CPU time of a process since its start, in milliseconds. */
export interface CpuTime {
  /** That it got. */
  ran: number;
  /** That it was ready to run, while others had the CPU. */
  waited: number;
}

/**
 * The CPU time of a process's main thread, which is the one that starts a Node service; undefined if that cannot be
 * read, as on systems without /proc.
 */
export async function cpuTimeOf(pid: number): Promise<CpuTime | undefined> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  const [, ran, waited] = /^(\d+) (\d+) /.exec(text) ?? [];
  return waited === undefined ? undefined : { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
}

/** What waited for less than this, in milliseconds, is no sign of a busy machine. */
const noise = 1000;

/** A container that gets this part of the CPU time that it asks for starts quickly enough. */
const enough = 0.5;

/** However busy a machine is: no start is waited for longer than ten times as long. */
const least = 0.1;

/**
 * The part of the CPU time that a container asked for and got since its start, from 0.1 to 1; 1 where it got half or
 * more. Without /proc, it is estimated by the load of the machine.
 */
export async function cpuShareOf(container: { cpuTime?(): Promise<CpuTime | undefined> }): Promise<number> {
  const time = await container.cpuTime?.();
  return time
    ? shareOf(time)
    : bounded(process.platform === 'linux' ? 1 : availableParallelism() / (loadavg()[0] ?? 0));
}

/** The same, by its CPU time. */
export const shareOf = ({ ran, waited }: CpuTime): number => (waited < noise ? 1 : bounded(ran / (ran + waited)));

const bounded = (share: number): number => (share >= enough ? 1 : Math.max(share, least));
