/**
 * Runs steps at once; the first that fails ends the others, and its error is thrown when all have ended: nothing goes
 * on behind the back of the caller.
 */
export async function atOnce<Input, Result>(
  inputs: readonly Input[],
  step: (input: Input, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const failure = new AbortController();
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const steps = inputs.map((input) =>
    step(input, either).catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  try {
    return await Promise.all(steps);
  } finally {
    await Promise.allSettled(steps);
  }
}
