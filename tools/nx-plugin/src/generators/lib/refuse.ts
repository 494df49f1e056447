import { isLongshoreError, LongshoreError } from '@longshore/model';
import { renderError } from '@longshore/report';

/** What cannot be generated, as asked for: LS1006. */
export const refusal = (what: string, why: string, fix: string) => new LongshoreError('LS1006', { what, why, fix });

/** Runs a generator; Nx prints nothing of an error but its message, so that has to say code and fix as well. */
export async function withReadableErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    throw new Error(renderError(error), { cause: error });
  }
}
