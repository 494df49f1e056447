import { isSuccess, type RunSummary, tags } from '@longshore/model';
import { emptyTree } from '../environment/reconciled';
import { type Reach } from './coordinator';
import { type Run } from './run';

/**
 * Moves the cluster's tag to the commit of a run after which nothing is left to deploy: every service of it is live,
 * and it covered all that had changed since the commit of the tag.
 */
export async function reconcile(run: Run, reach: Reach, { services }: RunSummary): Promise<void> {
  const { commit, isClean } = run;
  if (!isClean || !commit || !services.every(({ verdict }) => isSuccess(verdict))) return;
  const { cluster } = await run.place();
  const found = await cluster.describe();
  if (!found) return;
  const { arn, tags: known } = found;
  const reconciled = known[tags.reconciled] || emptyTree;
  if (reconciled !== commit && (await covers(run, reach, reconciled)))
    await cluster.tag(arn, { [tags.reconciled]: commit });
}

async function covers({ history, commit }: Run, reach: Reach, reconciled: string): Promise<boolean> {
  if ('all' in reach) return true;
  if (reach.head !== undefined && (await history.resolve(reach.head)) !== commit) return false;
  if (reach.base === emptyTree) return true;
  return (await history.resolve(reach.base)) === reconciled;
}
