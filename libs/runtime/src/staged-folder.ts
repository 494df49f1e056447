import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes the folder `target` by building it under another name and renaming it, so that it is either whole or not
 * there. Where another process was faster, its folder stands: both hold the same.
 */
export async function stagedFolder(
  target: string,
  scratch: string,
  build: (folder: string) => Promise<void>,
): Promise<void> {
  if (await isThere(target)) return;
  await Promise.all([mkdir(scratch, { recursive: true }), mkdir(dirname(target), { recursive: true })]);
  const folder = await mkdtemp(join(scratch, `${process.pid}-`));
  try {
    await build(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(await isThere(target))) throw error;
  }
}

/** Whether there is a file or folder of this name. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
