import { tags } from '@longshore/model';
import { type Cluster } from '../aws/ports';
import { type History } from '../git/history';
import { type OpenEnvironment } from './open-environment';

/** The tree without files: every file differs from it, so every service is affected. It is the same in each repository. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** From where on a run has to look for changes. */
export interface Reconciled {
  /** For `nx affected --base`: a commit, or the empty tree. */
  base: string;
  /** Why everything counts as changed; undefined where it does not. */
  why?: string;
}

/**
 * The commit up to which every affected service is deployed to an environment, or the empty tree where there is none
 * that could be relied on: what is deployed already is `unchanged` then.
 */
export async function reconciledBase({ place, history, environment }: OpenEnvironment): Promise<Reconciled> {
  const { cluster } = await place();
  const commit = await reconciledIn(cluster);
  if (commit === undefined)
    return { base: emptyTree, why: `no run has deployed everything to ${environment.name} yet` };
  const why = await unreliable(commit, history);
  return why === undefined ? { base: commit } : { base: emptyTree, why };
}

/** The commit that the cluster's tag names. */
export const reconciledIn = async (cluster: Cluster): Promise<string | undefined> =>
  (await cluster.describe())?.tags[tags.reconciled] || undefined;

async function unreliable(commit: string, history: History): Promise<string | undefined> {
  const short = commit.slice(0, 12);
  if ((await history.about(commit)) === undefined) {
    const advice = (await history.isShallow()) ? ': this clone is shallow, git fetch --unshallow brings it' : '';
    return `${short}, up to which all is deployed, is not in this clone${advice}`;
  }
  const head = await history.head();
  // From a commit on another line, Nx would compare with the point where the two part, and miss what only that one has.
  if (head && (await history.isAncestor(commit, head))) return undefined;
  return `${short}, up to which all is deployed, does not come before what is checked out`;
}
