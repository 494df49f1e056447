import { atOnce } from '@longshore/registry';

/** Runs steps as `atOnce` does, but no more than `limit` at a time. */
export async function atMost<Input, Result>(
  limit: number,
  inputs: readonly Input[],
  step: (input: Input, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const waiting = inputs.entries();
  const lanes = Array.from({ length: Math.min(limit, inputs.length) });
  const lane = async (_: unknown, either: AbortSignal) => {
    for (const [index, input] of waiting) {
      either.throwIfAborted();
      results.set(index, await step(input, either));
    }
  };
  await atOnce(lanes, lane, signal);
  return inputs.map((_, index) => results.get(index) as Result);
}
