/** One part of a command and how long it took: Nx's run adds its own and prints them all. */
export interface Stage {
  name: string;
  /** Milliseconds. */
  wallMs: number;
}

/** Does something and notes how long it took. */
export async function timed<Result>(name: string, stages: Stage[], action: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await action();
  stages.push({ name, wallMs: performance.now() - start });
  return result;
}
