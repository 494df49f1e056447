import { type BigIntStats, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../hash';
import { choiceOf, isNeeded, neverPacked } from './chosen-files';
import { manifestOf, type PackageFiles } from './unpack';

/** What is in the folder of an installed package, as far as it may go into an image. */
export interface InstalledFolder {
  folder: string;
  /** Files and links by path relative to the folder. */
  entries: Map<string, BigIntStats>;
  /** Changes whenever a file is written, added, removed, or gets another mode. */
  fingerprint: string;
  /** When the newest entry changed, in nanoseconds since 1970. */
  changedAt: bigint;
  /** When it was looked through, in nanoseconds since 1970. */
  lookedAt: bigint;
}

/** Looks through the folder of a package without reading any file. */
export function lookInto(folder: string, packageName: string): InstalledFolder {
  const entries = new Map<string, BigIntStats>();
  const lines: string[] = [];
  const lookedAt = BigInt(Date.now()) * 1_000_000n;
  let changedAt = 0n;
  for (const path of pathsBelow(folder, '', packageName)) {
    const stats = lstatSync(join(folder, path), { bigint: true });
    entries.set(path, stats);
    lines.push([path, stats.mode, stats.size, stats.mtimeNs, stats.ctimeNs, stats.ino].join(' '));
    if (stats.ctimeNs > changedAt) changedAt = stats.ctimeNs;
  }
  return { folder, entries, fingerprint: sha256Hex(lines.sort().join('\n')), changedAt, lookedAt };
}

/** The files of an installed package that go into an image; links are left out. */
export function readInstalled({ folder, entries }: InstalledFolder, packageName: string): PackageFiles {
  const read = (path: string) => readFileSync(join(folder, path));
  const manifest: PackageFiles = new Map();
  if (entries.has('package.json')) manifest.set('package.json', { executable: false, content: read('package.json') });
  const isChosen = choiceOf({ name: packageName, manifest: manifestOf(manifest), hasGyp: entries.has('binding.gyp') });
  const files: PackageFiles = new Map();
  for (const [path, stats] of entries) {
    if (!stats.isFile() || !isChosen(path, () => read(path))) continue;
    files.set(path, { executable: isExecutable(stats), content: read(path) });
  }
  return files;
}

/** Whether npm, or a person, made a file executable. */
export const isExecutable = ({ mode }: BigIntStats): boolean => (mode & 0o100n) !== 0n;

function* pathsBelow(folder: string, below: string, packageName: string): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!neverPacked.has(path)) yield* pathsBelow(folder, path, packageName);
    } else if (isNeeded(packageName, path)) yield path;
  }
}
