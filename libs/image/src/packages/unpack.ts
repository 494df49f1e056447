import { once } from 'node:events';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type ReadEntry } from 'tar';

/** A file of a package as npm installs it. */
export interface PackageFile {
  executable: boolean;
  content: Buffer;
}

/** The files of a package, by path relative to its folder. */
export type PackageFiles = Map<string, PackageFile>;

/** What of a package.json decides which files are installed and packed. */
export interface PackageManifest {
  main?: unknown;
  exports?: unknown;
  bin?: string | Record<string, string>;
  directories?: { bin?: string };
  gypfile?: boolean;
  scripts?: Record<string, string>;
}

/** Goes up whenever the same archive would give other files. */
export const unpackVersion = 1;

/**
 * Unpacks an archive by npm's rules and with its parser: without the first folder, links, and names that lead elsewhere.
 */
export async function unpack(archive: Buffer): Promise<PackageFiles> {
  const isGzip = archive[0] === 0x1f && archive[1] === 0x8b;
  const tar = isGzip ? await promisify(gunzip)(archive) : archive;
  const { Parser } = await import('tar');
  const files: PackageFiles = new Map();
  const ignores = new Set<string>();
  const parser = new Parser({
    onReadEntry: (entry) => {
      const path = installedPath(entry, ignores);
      const chunks: Buffer[] = [];
      entry.on('data', (chunk) => void chunks.push(chunk));
      entry.on('end', () => {
        const executable = ((entry.mode ?? 0) & 0o100) !== 0;
        if (path !== undefined) files.set(path, { executable, content: Buffer.concat(chunks) });
      });
    },
  });
  const ended = once(parser, 'end');
  parser.end(tar);
  await ended;
  if (files.size === 0) throw new Error('there is no file in it');
  return files;
}

/** npm names `.gitignore` as `.npmignore`, unless there is one. */
function installedPath(
  { path: name, type }: Pick<ReadEntry, 'path' | 'type'>,
  ignores: Set<string>,
): string | undefined {
  if (!/File$/.test(type)) return undefined;
  const path = name.split('/').slice(1).join('/');
  if (path === '' || path.split('/').includes('..')) return undefined;
  if (posix.basename(path) === '.npmignore') ignores.add(path);
  if (posix.basename(path) !== '.gitignore') return path;
  const renamed = path.replace(/\.gitignore$/, '.npmignore');
  return ignores.has(renamed) ? undefined : renamed;
}

/** The files of a package that another one bundles. */
export const filesBelow = (files: PackageFiles, below: string): PackageFiles =>
  new Map(
    [...files].flatMap(([path, file]) => (path.startsWith(`${below}/`) ? [[path.slice(below.length + 1), file]] : [])),
  );

/** What npm does to the programs of a package: it makes them executable and ends their first line as Unix does. */
export function withPrograms(files: PackageFiles): PackageFiles {
  const programs = programsOf(files);
  return new Map([...files].map(([path, file]) => [path, programs(path) ? program(file) : file]));
}

/** The package.json among the files of a package. */
export function manifestOf(files: PackageFiles): PackageManifest {
  try {
    return JSON.parse(files.get('package.json')?.content.toString() ?? '{}') as PackageManifest;
  } catch {
    return {};
  }
}

function programsOf(files: PackageFiles): (path: string) => boolean {
  const { bin, directories } = manifestOf(files);
  const listed = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
  const paths = new Set(listed.map((path) => inside(path)));
  const folder = bin === undefined && directories?.bin ? `${inside(directories.bin)}/` : undefined;
  return (path) => paths.has(path) || (folder !== undefined && path.startsWith(folder));
}

const inside = (path: string): string => posix.join('/', path).slice(1);

const program = ({ content }: PackageFile): PackageFile => ({
  executable: true,
  content: /^#![^\n]+\r\n/.test(content.subarray(0, 2048).toString('latin1'))
    ? Buffer.from(content.toString().replace(/^(#![^\n]+)\r\n/, '$1\n'))
    : content,
});
