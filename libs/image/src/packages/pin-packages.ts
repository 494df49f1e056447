import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { checkInstalled } from '../closure/installed';
import { imageRoot, type PlacedPackage } from '../closure/placement';
import { type LockedPackage } from '../closure/closure';
import { byCodeUnit, sha256Hex } from '../hash';
import { type Project } from '../image';
import { lookInto, readInstalled } from './installed-files';
import { type Origin, originOf } from './origin';
import { declaredPatches, type Patch } from './patches';
import { StatCache } from './stat-cache';
import { type PackageFiles } from './unpack';

/** A package whose files are known by name: the same `content` and `patches`, the same files. */
export interface PinnedPackage extends PlacedPackage {
  origin: Origin;
  /** Names the files: a hash, or a commit. */
  content: string;
  patches: Patch[];
  /** Whether npm left it out here, as one for another platform. */
  isElsewhere: boolean;
}

/**
 * Names the files of each package of an image, without unpacking any: by the lockfile; those that service.json lists
 * under `image.generated` by their installed files. Folders listed there that are no packages are added.
 * @param closure every package of the closure, also those that share a place
 * @throws LS2002, LS2010, LS2011
 */
export function pinPackages(
  { workspace, service }: Project,
  placed: PlacedPackage[],
  closure: LockedPackage[],
): PinnedPackage[] {
  const isElsewhere = ({ path, isOptional }: LockedPackage) =>
    isOptional === true && !existsSync(join(workspace, path));
  checkInstalled(
    workspace,
    placed.filter((each) => !isElsewhere(each)),
  );
  const generated = new Set(service.spec.image?.generated);
  const isGenerated = (each: LockedPackage) => generated.has(each.name) && !isElsewhere(each);
  const byPath = new Map(closure.map((locked) => [locked.path, locked]));
  const patchesOf = declaredPatches(workspace);
  const stats = new StatCache(workspace);
  const pinned = [...placed, ...generatedFolders(workspace, [...generated], placed)].map((each) => {
    const base = { ...each, isElsewhere: isElsewhere(each) };
    if (isGenerated(each)) return { ...base, ...generatedOrigin(workspace, each, stats), patches: [] };
    return { ...base, ...originOf(workspace, each, byPath), patches: patchesOf(each.path) };
  });
  stats.save();
  return pinned;
}

/** Hash of the files of a package that go into an image. */
export const hashOfFiles = (files: PackageFiles): string =>
  sha256Hex(
    [...files]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([path, { executable, content }]) => `${path} ${executable} ${sha256Hex(content)}`)
      .join('\n'),
  );

function generatedOrigin(workspace: string, { path, name }: LockedPackage, stats: StatCache) {
  const folder = lookInto(join(workspace, path), name);
  const key = `generated ${path}`;
  const hash = stats.finding(key, folder) ?? hashOfFiles(readInstalled(folder, name));
  stats.add(key, folder, hash);
  return { origin: { kind: 'generated' as const }, content: `generated ${hash}` };
}

function generatedFolders(workspace: string, names: string[], placed: PlacedPackage[]): PlacedPackage[] {
  const packages = new Set(placed.map(({ name }) => name));
  return names
    .filter((name) => !packages.has(name))
    .map((name) => {
      const path = `node_modules/${name}`;
      if (!existsSync(join(workspace, path))) throw notGenerated(name);
      return { path, imagePath: `${imageRoot}/${path}`, name, version: '', hasInstallScript: false };
    });
}

const notGenerated = (name: string): LongshoreError =>
  new LongshoreError('LS2011', {
    what: `${name} is listed under "image": { "generated" } in service.json and does not exist`,
    why: `the service needs no package of this name, and there is no folder node_modules/${name}`,
    fix: `run what generates it, as npm rebuild does; or take it off the list`,
  });
