import {
  type Environment,
  isLongshoreError,
  LongshoreError,
  type ServiceOutcome,
  type Verdict,
} from '@longshore/model';
import { retry, rollback } from '../environment/rollback';
import { type Run } from './run';

const failures: Verdict[] = ['failed', 'rolled-back', 'timed-out'];

/** Whether a verdict means that a rollout was tried and went wrong. */
export const hasFailed = ({ verdict }: Pick<ServiceOutcome, 'verdict'>): boolean => failures.includes(verdict);

/**
 * Refuses to begin a release after one of the run has failed, unless the environment goes on all the same.
 * @throws LS3121
 */
export function refuseAfterFailure({ name, spec }: Environment, service: string, failed: string | undefined): void {
  if (failed === undefined || spec.onFailure === 'continue') return;
  throw new LongshoreError('LS3121', {
    what: `${service} is not released to ${name}: ${failed} failed in the same run`,
    why: `"onFailure" of ${name} is ${spec.onFailure}: after a failure nothing more is begun`,
    fix: `mend ${failed}, then run the command again`,
  });
}

/**
 * Goes back with every service that the run has deployed, where another of it failed and the environment wants all or
 * nothing. None of them is held back: the next run deploys them again.
 */
export async function rollBackAll(run: Run, outcomes: ServiceOutcome[]): Promise<ServiceOutcome[]> {
  const failed = outcomes.filter(hasFailed).map(({ service }) => service);
  const isWanted = run.environment.spec.onFailure === 'rollback-all' && failed.length > 0;
  if (!isWanted) return outcomes;
  await giveRoutesBack(run, outcomes);
  const because = `${failed.join(', ')} failed, and ${run.environment.name} takes all of a run or nothing`;
  return Promise.all(
    outcomes.map(async (outcome) => (hasRolledOut(outcome) ? goBack(run, outcome, because) : outcome)),
  );
}

/** Whether a new version of a service is live because of the run. */
const hasRolledOut = ({ verdict, isLive, deploymentId }: ServiceOutcome): boolean =>
  (verdict === 'deployed' || isLive === true) && deploymentId !== undefined;

/** Requests go back first, in the order in which they came: a path of the new version is none of the old one. */
async function giveRoutesBack({ routesTaken }: Run, outcomes: ServiceOutcome[]): Promise<void> {
  const deployed = outcomes.filter(hasRolledOut);
  const names = deployed.map(({ service }) => service);
  for (const [service, giveBack] of [...routesTaken].reverse()) if (names.includes(service)) await giveBack();
}

async function goBack(run: Run, outcome: ServiceOutcome, because: string): Promise<ServiceOutcome> {
  const { service } = outcome;
  const began = Date.now();
  try {
    const { to } = await rollback(run, service, {});
    await retry(run, service);
    const reason = `${because}: back at revision ${to.revision}`;
    const verdict = 'rolled-back';
    run.journal.emit({ type: 'verdict', service, verdict, durationMs: Date.now() - began, reason });
    const { isLive: _isLive, ...rest } = outcome;
    return { ...rest, verdict, taskDefinition: to.taskDefinition, reason };
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    // One that was never there before has nothing to go back to: it stays, and says so.
    return { ...outcome, reason: `${because}; it stays deployed: ${error.message}` };
  }
}
