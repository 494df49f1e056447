import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** A program that runs beside the benchmark: it says when it is ready, and answers each line with one of JSON. */
export interface Child {
  /** What its first line says. */
  ready: Record<string, string>;
  ask(question?: string): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts a program whose first line on stdout is JSON. */
export async function startChild(program: string, words: string[]): Promise<Child> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const ready = (await nextLine(lines, child)) as Record<string, string>;
  return {
    ready,
    ask: async (question = '') => {
      child.stdin.write(`${question}\n`);
      return (await nextLine(lines, child)) as Record<string, number>;
    },
    stop: async () => {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    },
  };
}

async function nextLine(lines: Interface, child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const line = once(lines, 'line', { signal: ended.signal });
  const exit = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`${child.spawnfile} ended with ${code}`);
  });
  try {
    const [text] = (await Promise.race([line, exit])) as [string];
    return JSON.parse(text);
  } finally {
    ended.abort();
    await Promise.allSettled([line, exit]);
  }
}
