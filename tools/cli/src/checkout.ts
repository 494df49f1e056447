import { openHistory, type Origin, originOf } from '@longshore/deploy';

/** What is checked out in a workspace. */
export interface Checkout {
  /** 40 hexadecimal digits; empty in a folder that is no git repository. */
  commit: string;
  /** Whether the files are those of the commit. */
  isClean: boolean;
  origin: Origin;
}

/**
 * Reads what is checked out.
 * @throws LS1011 if git refuses to read the repository
 */
export async function readCheckout(workspace: string, variables = process.env): Promise<Checkout> {
  const history = openHistory(workspace);
  const [commit = '', changed, branch] = await Promise.all([history.head(), history.uncommitted(), history.branch()]);
  return { commit, isClean: commit !== '' && changed.length === 0, origin: originOf(variables, branch) };
}
