import { type ProbeRequest } from '../health/probe';
import { type CheckResult } from '../health/target-health';

/** Answers checks as it is told to, at once. */
export class ScriptedProbe {
  /** Every check so far. */
  readonly checks: ProbeRequest[] = [];
  result: CheckResult = { kind: 'refused' };

  readonly probe = (check: ProbeRequest): Promise<CheckResult> => {
    this.checks.push(check);
    return Promise.resolve(this.result);
  };

  /** Answers with a status from now on; 200 alone is healthy. */
  respond(status: number): void {
    this.result = { kind: 'response', status, expected: status === 200 };
  }
}
