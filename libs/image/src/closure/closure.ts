import { LongshoreError } from '@longshore/model';
import { byCodeUnit } from '../hash';
import { type LockEntry, type Lockfile } from './lockfile';
import { type Platform, suits } from './platform';
import { resolvePackage } from './resolve';

/** A package that goes into an image. */
export interface LockedPackage {
  /** Where it is, relative to the workspace. */
  path: string;
  name: string;
  version: string;
  integrity?: string;
  /** Where it comes from, if the lockfile says so: a URL, a commit (`git+…#…`), a path (`file:…`). */
  resolved?: string;
  /** Set on a package that is in the archive of the package around it. */
  isBundled?: boolean;
  /** Set on a package that npm may leave out, as one for another platform. */
  isOptional?: boolean;
  hasInstallScript: boolean;
}

/** A dependency: who asks for which name, and which package it gets. All by path. */
export interface Edge {
  from: string;
  name: string;
  to: string;
}

/** What a service needs to run. */
export interface Closure {
  /** npm packages, by path. */
  packages: LockedPackage[];
  /** Folders of the workspace packages that are bundled: the service itself first. */
  workspacePackages: string[];
  edges: Edge[];
}

/**
 * The production closure of a service: what its `dependencies` and those of the workspace packages among them need.
 * Optional packages for other platforms are left out, and optional peers that nobody asked for.
 * @param root folder of the service, relative to the workspace
 * @throws LS2002 where the lockfile lacks something
 */
export function closureOf(lockfile: Lockfile, root: string, platform: Platform): Closure {
  const edges: Edge[] = [];
  const seen = new Set<string>();
  const waiting = [root];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const needed = dependenciesOf(lockfile, path, platform);
    edges.push(...needed);
    waiting.push(...needed.map(({ to }) => to));
  }
  const paths = [...seen];
  return {
    packages: paths
      .filter(isInstalled)
      .sort(byCodeUnit)
      .map((path) => locked(path, entryAt(lockfile, path))),
    workspacePackages: [root, ...paths.filter((path) => path !== root && !isInstalled(path)).sort(byCodeUnit)],
    edges,
  };
}

/** The folders of the workspace's own packages by name, as the lockfile links them. */
export const workspacePackagesOf = (lockfile: Lockfile): Map<string, string> =>
  new Map(
    [...lockfile].flatMap(([path, { link, resolved }]) =>
      link && resolved !== undefined ? [[nameAt(path), resolved]] : [],
    ),
  );

const isInstalled = (path: string): boolean => /(^|\/)node_modules\//.test(path);

const nameAt = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

function dependenciesOf(lockfile: Lockfile, from: string, platform: Platform): Edge[] {
  const entry = entryAt(lockfile, from);
  return [...requirementsOf(entry)].flatMap(([name, { optional }]) => {
    const found = resolvePackage((path) => lockfile.has(path), from, name);
    if (found === undefined) {
      if (optional) return [];
      throw notInLockfile(`${from} needs ${name}, which is not in package-lock.json`);
    }
    const target = entryAt(lockfile, found);
    if (optional && !suits({ ...target, name: target.name ?? name }, platform)) return [];
    return [{ from, name, to: target.link && target.resolved !== undefined ? target.resolved : found }];
  });
}

function requirementsOf(entry: LockEntry): Map<string, { optional: boolean }> {
  const requirements = new Map<string, { optional: boolean }>();
  const optionalPeer = (name: string) => entry.peerDependenciesMeta?.[name]?.optional === true;
  for (const name of Object.keys(entry.peerDependencies ?? {}).filter((name) => !optionalPeer(name))) {
    // npm installs peers unless told otherwise; a peer that is not there was left out on purpose.
    requirements.set(name, { optional: true });
  }
  for (const name of Object.keys(entry.dependencies ?? {})) requirements.set(name, { optional: false });
  for (const name of Object.keys(entry.optionalDependencies ?? {})) requirements.set(name, { optional: true });
  return requirements;
}

function locked(path: string, entry: LockEntry): LockedPackage {
  return {
    path,
    name: entry.name ?? nameAt(path),
    version: entry.version ?? '',
    ...(entry.integrity ? { integrity: entry.integrity } : {}),
    ...(/^(https?|git|file)[+:]/.test(entry.resolved ?? '') ? { resolved: entry.resolved } : {}),
    ...(entry.inBundle ? { isBundled: true } : {}),
    ...(entry.optional || entry.devOptional ? { isOptional: true } : {}),
    hasInstallScript: entry.hasInstallScript === true,
  };
}

function entryAt(lockfile: Lockfile, path: string): LockEntry {
  const entry = lockfile.get(path);
  if (!entry) throw notInLockfile(`${path} is not in package-lock.json`);
  return entry;
}

const notInLockfile = (what: string): LongshoreError =>
  new LongshoreError('LS2002', { what, why: 'a package.json changed since the last npm install', fix: 'npm install' });
