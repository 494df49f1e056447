import { isLongshoreError, type LongshoreError } from '../errors';

/** The error of ours that a function throws. */
export function errorOf(run: () => unknown): LongshoreError {
  try {
    run();
  } catch (error) {
    if (isLongshoreError(error)) return error;
    throw error;
  }
  throw new Error('it did not throw');
}

/** The error of ours by which a promise is rejected. */
export async function rejectionOf(promise: Promise<unknown>): Promise<LongshoreError> {
  try {
    await promise;
  } catch (error) {
    if (isLongshoreError(error)) return error;
    throw error;
  }
  throw new Error('it was not rejected');
}
