import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { type LockedPackage } from '../closure/closure';
import { sha256Hex } from '../hash';
import { type ArchiveHash, strongestHash } from './integrity';
import { hashOfFolder } from './source-folder';

/** A package that has an archive of its own. */
export interface ArchivedPackage extends LockedPackage {
  origin: Exclude<Origin, { kind: 'bundled' | 'generated' }>;
}

/** Where the files of a package come from. */
export type Origin =
  /** An archive that the lockfile names by its hash; `file` if it is in the workspace. */
  | { kind: 'archive'; hash: ArchiveHash; file?: string }
  /** A commit. */
  | { kind: 'git'; resolved: string }
  /** A folder of the workspace that npm installs as a copy. */
  | { kind: 'folder'; folder: string; hash: string }
  /** A folder in the archive of the package that bundles it. */
  | { kind: 'bundled'; owner: ArchivedPackage; below: string }
  /** The installed folder. */
  | { kind: 'generated' };

/**
 * Finds out where the files of a package come from, and what names them: equal names, equal files.
 * @param packages the closure, by path
 * @throws LS2010 if the lockfile does not say
 */
export function originOf(
  workspace: string,
  locked: LockedPackage,
  packages: ReadonlyMap<string, LockedPackage>,
): { origin: Origin; content: string } {
  const { integrity, resolved = '' } = locked;
  const hash = integrity === undefined ? undefined : strongestHash(integrity);
  const local = resolved.startsWith('file:') ? join(workspace, resolved.slice('file:'.length)) : undefined;
  if (hash) {
    const file = local === undefined ? {} : { file: local };
    return { origin: { kind: 'archive', hash, ...file }, content: `${hash.algorithm}-${hash.hex}` };
  }
  if (/^git.*#[0-9a-f]{40,64}$/.test(resolved)) return { origin: { kind: 'git', resolved }, content: resolved };
  if (local !== undefined && existsSync(local)) return localOrigin(local);
  return bundledOrigin(workspace, locked, packages);
}

function localOrigin(local: string): { origin: Origin; content: string } {
  if (statSync(local).isDirectory()) {
    const hash = hashOfFolder(local);
    return { origin: { kind: 'folder', folder: local, hash }, content: `folder ${hash}` };
  }
  const hash = { algorithm: 'sha256', hex: sha256Hex(readFileSync(local)) };
  return { origin: { kind: 'archive', hash, file: local }, content: `sha256-${hash.hex}` };
}

function bundledOrigin(
  workspace: string,
  locked: LockedPackage,
  packages: ReadonlyMap<string, LockedPackage>,
): { origin: Origin; content: string } {
  const owner = locked.isBundled ? ownerOf(locked, packages) : undefined;
  if (!owner) throw unknownContent(locked);
  const below = locked.path.slice(owner.path.length + 1);
  const { origin, content } = originOf(workspace, owner, packages);
  const archived = { ...owner, origin: origin as ArchivedPackage['origin'] };
  return { origin: { kind: 'bundled', owner: archived, below }, content: `${content} ${below}` };
}

/** The nearest package around a bundled one that has an archive of its own. */
function ownerOf({ path }: LockedPackage, packages: ReadonlyMap<string, LockedPackage>): LockedPackage | undefined {
  const end = path.lastIndexOf('/node_modules/');
  const around = end < 0 ? undefined : packages.get(path.slice(0, end));
  return around?.isBundled ? ownerOf(around, packages) : around;
}

const unknownContent = ({ path, name, version }: LockedPackage): LongshoreError =>
  new LongshoreError('LS2010', {
    what: `${name} ${version} (${path}) cannot go into an image`,
    why: 'package-lock.json has no integrity for it, so that nothing says which files it has',
    fix: 'rm -rf node_modules && npm install',
  });
