import { isLongshoreError } from '@longshore/model';
import { rollback } from '../environment/rollback';
import { type Released } from './release';
import { type Result } from './result';
import { type Run } from './run';
import { isFirstRelease } from './take-back';

/** What is left when a release goes back. */
export interface Deployed {
  /** ARN of the revision that is deployed. */
  taskDefinition: string;
  /** Gives requests back that the release has taken. */
  undoRoute: () => Promise<void>;
}

/** Goes back to the release before one that ECS has deployed and that failed afterwards; returns how it ends. */
export async function goBack(
  run: Run,
  { service: { name }, desired, live: before }: Released,
  { taskDefinition, undoRoute }: Deployed,
  why: string,
): Promise<Pick<Result, 'verdict' | 'reason'>> {
  const live = await (await run.place()).service(desired.names.service);
  if (live?.taskDefinition !== taskDefinition) {
    return { verdict: 'superseded', reason: `${why}; another release took over meanwhile` };
  }
  const left = await undoRoute().then(
    () => '',
    (error: unknown) => `; its route could not be given back: ${(error as Error).message}`,
  );
  if (isFirstRelease(before)) return { verdict: 'failed', reason: `${why}${left}` };
  try {
    const { to } = await rollback(run, name, {});
    return {
      verdict: 'rolled-back',
      reason: `${why}; revision ${to.revision}, ${to.commit.slice(0, 7)}, is live again${left}`,
    };
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    const stays = error.code === 'LS3111' ? 'there is no release to go back to, so it stays' : error.message;
    return { verdict: 'failed', reason: `${why}; ${stays}${left}` };
  }
}
