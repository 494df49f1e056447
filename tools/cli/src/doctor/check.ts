import { isLongshoreError } from '@longshore/model';

/** What a check found. */
export interface Finding {
  /** `skip`: there was nothing to look at, or what it needs is missing. */
  state: 'ok' | 'fail' | 'skip';
  /** One line. */
  found: string;
  /** One command, or one action, that mends it. */
  fix?: string;
}

/** One thing that has to be as Longshore needs it. */
export interface Check {
  name: string;
  look(signal: AbortSignal): Promise<Finding>;
}

/** A check and what it found. */
export interface Diagnosis extends Finding {
  name: string;
}

export const ok = (found: string): Finding => ({ state: 'ok', found });
export const fail = (found: string, fix: string): Finding => ({ state: 'fail', found, fix });
export const skip = (found: string, fix?: string): Finding => ({ state: 'skip', found, ...(fix && { fix }) });

/** Looks at everything at once; an error that a user can act on is a finding, any other is a bug and is thrown. */
export const diagnose = (checks: Check[], signal: AbortSignal): Promise<Diagnosis[]> =>
  Promise.all(checks.map(async (check) => ({ name: check.name, ...(await lookAt(check, signal)) })));

async function lookAt(check: Check, signal: AbortSignal): Promise<Finding> {
  try {
    return await check.look(signal);
  } catch (error) {
    if (isLongshoreError(error)) return fail([error.what, ...(error.why?.split('\n') ?? [])].join('; '), error.fix);
    if (signal.aborted) return fail('no answer in time', 'check the network');
    throw error;
  }
}
