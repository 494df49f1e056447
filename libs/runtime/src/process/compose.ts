import { copyFile, link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A layer on disk. */
export interface UnpackedLayer {
  readonly folder: string;
  /** Paths whose content in lower layers it hides. */
  readonly hidden: string[];
}

/** Lays layers (lowest first) over one another in `target`, by hard links, so that it costs no space and little time. */
export async function compose(layers: UnpackedLayer[], target: string): Promise<void> {
  for (const { folder, hidden } of layers) {
    for (const path of hidden) {
      await rm(join(target, path), { recursive: true, force: true });
      if (path === '') await mkdir(target);
    }
    await merge(folder, target);
  }
}

async function merge(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, at] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) {
        await ensureFolder(at);
        await merge(source, at);
      } else if (entry.isSymbolicLink()) {
        const target = await readlink(source);
        await overwriting(at, () => symlink(target, at));
      } else {
        await overwriting(at, () => linkOrCopy(source, at));
      }
    }),
  );
}

async function ensureFolder(at: string): Promise<void> {
  await overwriting(at, async () => {
    // A link to a folder is not one: the folder of the upper layer takes its place.
    const there = await lstat(at).catch(() => undefined);
    if (!there?.isDirectory()) await mkdir(at);
  });
}

async function overwriting(at: string, create: () => Promise<void>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await rm(at, { recursive: true, force: true });
    await create();
  }
}

/** Other file systems, some mounts and very many links to one file (EMLINK) leave only the copy. */
async function linkOrCopy(source: string, at: string): Promise<void> {
  try {
    await link(source, at);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(source, at);
  }
}
