import { LongshoreError } from '@longshore/model';
import { type Closure, type LockedPackage } from './closure';
import { resolvePackage } from './resolve';

/** A package and the folder that it gets in the image, relative to its root. */
export interface PlacedPackage extends LockedPackage {
  imagePath: string;
}

/** The folder in an image that stands for the workspace. */
export const imageRoot = 'app';

/**
 * Places each package so that it resolves in the image as it does in the workspace: `/app` stands for the workspace's
 * folder, and the service's own `node_modules` come first for its code, as Node has it. The libraries are bundled with
 * the service, so what is below theirs goes to the service's.
 * @throws LS2005 where two parts of the bundle need different versions of a package: a bundle has but one
 */
export function placePackages({ packages, workspacePackages, edges }: Closure): PlacedPackage[] {
  const place = placer(workspacePackages);
  const placed = new Map<string, PlacedPackage>();
  const byPath = new Map(packages.map((locked) => [locked.path, locked]));
  for (const locked of packages) {
    const imagePath = place(locked.path);
    const other = placed.get(imagePath);
    if (other && !isSame(other, locked)) throw twoVersions(locked.name, [other, locked]);
    if (!other) placed.set(imagePath, { ...locked, imagePath });
  }
  for (const { from, name, to } of edges) {
    const wanted = byPath.get(to);
    if (!wanted) continue;
    const found = resolvePackage((path) => placed.has(path), place(from), name);
    const got = found === undefined ? undefined : placed.get(found);
    if (!got || !isSame(got, wanted)) throw twoVersions(name, [wanted, ...(got ? [got] : [])]);
  }
  return [...placed.values()];
}

const placer = (workspacePackages: string[]) => {
  const [service = ''] = workspacePackages;
  return (path: string): string => {
    const owner = workspacePackages.find((folder) => path === folder || path.startsWith(`${folder}/node_modules/`));
    return `${imageRoot}/${owner === undefined ? path : service + path.slice(owner.length)}`;
  };
};

const isSame = (a: LockedPackage, b: LockedPackage): boolean =>
  a.name === b.name &&
  a.version === b.version &&
  a.integrity === b.integrity &&
  (a.integrity !== undefined || a.resolved === b.resolved);

const twoVersions = (name: string, found: LockedPackage[]): LongshoreError =>
  new LongshoreError('LS2005', {
    what: `the bundle would need more than one version of ${name}`,
    why: found.map(({ path, version }) => `${version} at ${path}`).join(', '),
    fix: `ask for the same version of ${name} in the service and in the libraries that it uses, then npm install`,
  });
