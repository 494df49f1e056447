import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { LongshoreError } from '@longshore/model';
import { byCodeUnit, sha256Hex } from '../hash';
import { type PackageFiles } from './unpack';

/** A patch of patch-package for one package. */
export interface Patch {
  /** Relative to the workspace. */
  file: string;
  /** Of its content. */
  hash: string;
}

/** The patches of a workspace by the path of the package that they change; none unless it uses patch-package. */
export function declaredPatches(workspace: string): (path: string) => Patch[] {
  const folder = join(workspace, 'patches');
  if (!existsSync(folder) || !usesPatchPackage(workspace)) return () => [];
  const names = readdirSync(folder).sort(byCodeUnit);
  return (path) => {
    const isOfPackage = patchNamesOf(path);
    return names
      .filter((name) => isOfPackage.test(name))
      .map((name) => ({ file: `patches/${name}`, hash: sha256Hex(readFileSync(join(folder, name))) }));
  };
}

/**
 * Applies patches to the files of a package, as patch-package does to the installed ones.
 * @throws LS2013
 */
export async function applyPatches(
  workspace: string,
  path: string,
  files: PackageFiles,
  patches: Patch[],
): Promise<PackageFiles> {
  if (patches.length === 0) return files;
  const root = await mkdtemp(join(tmpdir(), 'longshore-patch-'));
  try {
    for (const [name, { content, executable }] of files) await writeBelow(join(root, path, name), content, executable);
    for (const { file } of patches)
      await apply(root, join(workspace, file)).catch((cause: Error) => notApplied(file, path, cause));
    return await readBelow(join(root, path));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function usesPatchPackage(workspace: string): boolean {
  const manifest = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return (
    names.includes('patch-package') ||
    Object.values(manifest.scripts ?? {}).some((each) => each.includes('patch-package'))
  );
}

/** `@scope+name+1.0.0.patch`, `outer++inner+1.0.0+001+why.patch`: for any version, as patch-package has it. */
function patchNamesOf(path: string): RegExp {
  if (!path.startsWith('node_modules/')) return /^(?!)/;
  const names = path.slice('node_modules/'.length).split('/node_modules/');
  const prefix = names.map((name) => name.replace('/', '+')).join('++');
  return new RegExp(`^${prefix.replace(/[.+]/g, '\\$&')}\\+\\d[^+]*(\\+\\d+(\\+.*)?)?(\\.dev)?\\.patch$`);
}

/** The settings of whoever runs it, and a repository around the folder, must not show. */
const apply = (cwd: string, file: string) =>
  promisify(execFile)('git', ['apply', '--whitespace=nowarn', file], {
    cwd,
    env: {
      ...process.env,
      GIT_CEILING_DIRECTORIES: dirname(cwd),
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_DIR: undefined,
      GIT_WORK_TREE: undefined,
    },
  });

function notApplied(file: string, path: string, cause: Error & { stderr?: string }): never {
  throw new LongshoreError('LS2013', {
    what: `${file} does not apply to ${path}`,
    why: (cause.stderr ?? cause.message).trim(),
    fix: `npx patch-package ${path.slice('node_modules/'.length)}`,
    cause,
  });
}

async function writeBelow(file: string, content: Buffer, executable: boolean): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { mode: executable ? 0o755 : 0o644 });
}

async function readBelow(folder: string): Promise<PackageFiles> {
  const files: PackageFiles = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    const path = relative(folder, file).split(sep).join('/');
    files.set(path, { executable: ((await stat(file)).mode & 0o100) !== 0, content: await readFile(file) });
  }
  return files;
}
