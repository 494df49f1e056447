import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../closure/closure';
import { type PlacedPackage } from '../closure/placement';
import { sha256Hex } from '../hash';
import { isSecretOfPackage } from '../secrets';
import { type LayerEntry } from './entry';
import { packerVersion } from './pack';

/** Goes up whenever other files of a package are chosen. */
const choiceVersion = 1;

/** The key of a dependencies layer: the packages and where they go, not how they came to this machine. */
export const dependenciesKey = (packages: PlacedPackage[]): string =>
  sha256Hex(
    JSON.stringify([
      'dependencies',
      packerVersion,
      choiceVersion,
      process.versions.zlib,
      ...packages.map(({ imagePath, name, version, integrity }) => [imagePath, name, version, integrity ?? null]),
    ]),
  );

/** The files of the packages, each below the package's folder in the image. */
export const dependencyEntries = (workspace: string, packages: PlacedPackage[]): LayerEntry[] =>
  packages.flatMap((each) => {
    const { name, imagePath } = each;
    const folder = folderOf(workspace, each);
    const leftOut = foldersLeftOut(folder);
    return [...filesBelow(folder, '', leftOut)]
      .filter(
        (file) => isNeeded(name, file) && !isSecretOfPackage(baseName(file), () => readFileSync(join(folder, file))),
      )
      .map((file) => fileEntry(join(folder, file), `${imagePath}/${file}`));
  });

function* filesBelow(folder: string, below: string, leftOut: ReadonlySet<string>): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !leftOut.has(path)) yield* filesBelow(folder, path, leftOut);
    if (entry.isFile()) yield path;
  }
}

/**
 * Folders of a package that no code of it loads: other packages, which are packed on their own; what node-gyp built on
 * this machine; tests, unless the package offers them.
 */
function foldersLeftOut(folder: string): Set<string> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const offered = JSON.stringify([manifest['main'], manifest['exports'], manifest['bin']]);
  const tests = ['test', 'tests', '__tests__'].filter((name) => !offered.includes(name));
  const built = existsSync(join(folder, 'binding.gyp')) ? ['build'] : [];
  return new Set(['node_modules', '.git', '.github', ...tests, ...built]);
}

/** Source maps, type declarations and guides are read by people and compilers, not by a service. */
function isNeeded(packageName: string, file: string): boolean {
  if (file.endsWith('.map')) return false;
  if (/\.d\.[cm]?ts$/.test(file)) return packageName === 'typescript';
  return !/\.(md|markdown|tsbuildinfo)$/i.test(file) || /licen[cs]e|notice|copying/i.test(baseName(file));
}

function fileEntry(file: string, path: string): LayerEntry {
  const { mode } = statSync(file);
  return { type: 'file', path, executable: (mode & 0o100) !== 0, content: readFileSync(file) };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
