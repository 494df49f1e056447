import { asInterruption } from '@longshore/model';
import { type Run } from './run';

/**
 * Does a step of a run for a service.
 * @throws LS3129 if the run is interrupted meanwhile
 */
export async function interruptible<Result>(run: Run, service: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw interruptionOf(run, service, error);
  }
}

/** LS3129 for what ended because the run was interrupted; any other error as it is. */
export function interruptionOf(run: Run, service: string, error: unknown): unknown {
  const { signal, environment } = run;
  if (!signal.aborted) return error;
  const { message, name } = error as Error;
  return asInterruption(error, {
    what: `the run was interrupted while ${service} was shipped to ${environment.name}`,
    // The words of an AbortError say no more than that.
    why: name === 'AbortError' ? 'a request under way may have taken effect all the same' : message,
    fix: `npx nx run ${run.projectOf(service)}:deploy -c ${environment.name}`,
  });
}
