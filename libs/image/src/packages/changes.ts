import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit, sha256Hex } from '../hash';
import { type Archives } from './archives';
import { atMost } from './at-most';
import { choiceOf, choiceVersion } from './chosen-files';
import { type InstalledFolder, isExecutable, lookInto } from './installed-files';
import { type PinnedPackage } from './pin-packages';
import { StatCache } from './stat-cache';
import { manifestOf, type PackageFiles, unpackVersion } from './unpack';

/** An installed package that has other files than the lockfile names. */
export interface ChangedPackage {
  pinned: PinnedPackage;
  /** What its archive has. */
  files: PackageFiles;
  changes: Change[];
}

/** How a file of an installed package differs. */
export interface Change {
  /** Relative to the workspace. */
  path: string;
  how: 'other content' | 'added' | 'missing' | 'other mode' | 'a link';
}

/** Archives that are unpacked at a time: more would only take memory. */
const unpackedAtOnce = 4;

/**
 * Compares installed packages with what the lockfile names. A package is read once, and again only if one of its files
 * changed.
 * @throws LS2010, LS2013
 */
export async function changedPackages(
  workspace: string,
  packages: PinnedPackage[],
  archives: Archives,
  signal?: AbortSignal,
): Promise<ChangedPackage[]> {
  const stats = new StatCache(workspace);
  const unknown = packages
    .filter(({ isElsewhere, origin }) => !isElsewhere && origin.kind !== 'generated')
    .map((pinned) => ({ pinned, folder: lookInto(join(workspace, pinned.path), pinned.name) }))
    .filter(({ pinned, folder }) => stats.finding(pinned.path, folder) !== findingOf(pinned));
  await archives.fetch(
    unknown.map(({ pinned }) => pinned),
    signal,
  );
  const compared = await atMost(
    unpackedAtOnce,
    unknown,
    async ({ pinned, folder }, either) => {
      const files = await archives.files(pinned, either);
      const changes = changesOf(pinned, files, folder);
      if (changes.length > 0) return [{ pinned, files, changes }];
      stats.add(pinned.path, folder, findingOf(pinned));
      return [];
    },
    signal,
  );
  stats.save();
  return compared.flat();
}

/** What is noted of a package that is as the lockfile names it. */
const findingOf = ({ content, patches }: PinnedPackage): string =>
  sha256Hex(JSON.stringify([unpackVersion, choiceVersion, content, ...patches.map(({ hash }) => hash)]));

function changesOf({ name, path }: PinnedPackage, files: PackageFiles, { folder, entries }: InstalledFolder): Change[] {
  const isChosen = choiceOf({ name, manifest: manifestOf(files), hasGyp: files.has('binding.gyp') });
  const read = (file: string) => readFileSync(join(folder, file));
  const keepsModes = hasModes(files, entries);
  const changes: Change[] = [];
  const add = (file: string, how: Change['how']) => changes.push({ path: `${path}/${file}`, how });
  for (const [file, { executable, content }] of files) {
    if (!isChosen(file, () => content)) continue;
    const stats = entries.get(file);
    if (!stats) add(file, 'missing');
    else if (!stats.isFile()) add(file, 'a link');
    else if (stats.size !== BigInt(content.length) || !read(file).equals(content)) add(file, 'other content');
    else if (keepsModes && isExecutable(stats) !== executable) add(file, 'other mode');
  }
  for (const [file, stats] of entries) {
    if (files.has(file)) continue;
    if (!stats.isFile()) add(file, 'a link');
    else if (isChosen(file, () => read(file))) add(file, 'added');
  }
  return changes.sort((a, b) => byCodeUnit(a.path, b.path));
}

/** Some file systems, as those that Windows shares, make every file executable: then modes say nothing. */
function hasModes(files: PackageFiles, entries: InstalledFolder['entries']): boolean {
  const regular = [...entries.values()].filter((stats) => stats.isFile());
  return !regular.every(isExecutable) || [...files.values()].every(({ executable }) => executable);
}
