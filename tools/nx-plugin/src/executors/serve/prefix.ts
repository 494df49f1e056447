import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { type TaskGraph } from '@nx/devkit';

/**
 * What each line of a service begins with where several are served at once; undefined where it is alone, and where Nx
 * tells them apart itself: by a pane of the terminal, or by `--outputStyle=stream`.
 */
export function prefixOf(
  service: string,
  graph: TaskGraph | undefined,
  { isTerminal, prefixed }: { isTerminal: boolean; prefixed: boolean },
): string | undefined {
  const tasks = Object.values(graph?.tasks ?? {}).filter(({ target }) => target.target === 'serve');
  if (tasks.length < 2 || isTerminal || prefixed) return undefined;
  const width = Math.max(...tasks.map(({ target }) => target.project.length));
  return `${service.padEnd(width)} | `;
}

/** Passes text on line by line, each with a prefix. */
export function prefixLines(from: Readable, prefix: string, to: Writable): void {
  createInterface({ input: from }).on('line', (line) => to.write(`${prefix}${line}\n`));
}
