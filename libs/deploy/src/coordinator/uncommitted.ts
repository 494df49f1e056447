import { type Findings } from '../gate/rules';
import { type LocalImage } from './coordinator';
import { type Run } from './run';

/**
 * What of an image is in no commit; undefined if the commit has all of it. A file of the image counts even if git
 * ignores it; any other counts unless git ignores it.
 * @throws LS1011
 */
export async function uncommittedOf({ isClean, history }: Run, { sources }: LocalImage): Promise<Findings | undefined> {
  if (!isClean) return { noCommit: await history.noCommit(), files: await history.uncommitted() };
  // Asked now, not when the run began: the image may have been built of other files meanwhile.
  const files = await history.missing(sources);
  return files.length > 0 ? { files } : undefined;
}
