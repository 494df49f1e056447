import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';

/** What `package-lock.json` says of one package; the fields are npm's own. */
export interface LockEntry {
  /** The package's own name, where it is installed under another. */
  name?: string;
  version?: string;
  integrity?: string;
  /** Set on a link to a workspace package, whose folder is then in `resolved`. */
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  hasInstallScript?: boolean;
  /** Set on a package that is in the archive of the package around it. */
  inBundle?: boolean;
  /** Set where only optional dependencies lead to it. */
  optional?: boolean;
  /** Set where only optional and development dependencies lead to it. */
  devOptional?: boolean;
  license?: string;
}

/** A lockfile's packages by their path relative to the workspace, as `node_modules/pg` or `apps/rooms`. */
export type Lockfile = ReadonlyMap<string, LockEntry>;

const otherLockfiles = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/**
 * Reads the lockfile of a workspace.
 * @throws LS2001 where it is missing, not readable, of another package manager, or older than npm 7
 */
export function readLockfile(workspace: string): Lockfile {
  const file = join(workspace, 'package-lock.json');
  if (!existsSync(file)) throw missing(workspace);
  const { lockfileVersion, packages } = parse(file);
  if (!packages || !lockfileVersion || lockfileVersion < 2) {
    throw new LongshoreError('LS2001', {
      what: 'package-lock.json is of an old format',
      why: `lockfileVersion is ${lockfileVersion ?? 'missing'}; versions 2 and 3 say where each package is`,
      fix: 'npm install --lockfile-version 3',
    });
  }
  return new Map(Object.entries(packages));
}

/** The record that npm leaves of what it installed; undefined where another tool installed. */
export function readInstalledLockfile(workspace: string): Lockfile | undefined {
  const file = join(workspace, 'node_modules', '.package-lock.json');
  if (!existsSync(file)) return undefined;
  return new Map(Object.entries(parse(file).packages ?? {}));
}

function parse(file: string): { lockfileVersion?: number; packages?: Record<string, LockEntry> } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof parse>;
  } catch (error) {
    throw new LongshoreError('LS2001', {
      what: `${file} cannot be read`,
      why: (error as Error).message,
      fix: 'npm install',
      cause: error,
    });
  }
}

function missing(workspace: string): LongshoreError {
  const other = otherLockfiles.find((name) => existsSync(join(workspace, name)));
  return new LongshoreError('LS2001', {
    what: 'there is no package-lock.json',
    why: other ? `the workspace has ${other}: only npm's lockfile is supported` : `looked in ${workspace}`,
    fix: 'npm install',
  });
}
