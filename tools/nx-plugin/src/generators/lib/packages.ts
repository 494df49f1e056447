import { readJson, type Tree } from '@nx/devkit';
import { version } from '../../../package.json';

interface PackageJson {
  name?: string;
  nx?: { name?: string };
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** Its folder, relative to the workspace. */
  root: string;
  /** The name that npm knows. */
  packageName: string;
  /** The name that Nx knows. */
  projectName: string;
}

/** Every package in apps, libs and tools. */
export const workspacePackages = (tree: Tree): WorkspacePackage[] =>
  ['apps', 'libs', 'tools'].flatMap((parent) =>
    tree
      .children(parent)
      .map((folder) => `${parent}/${folder}`)
      .filter((root) => tree.exists(`${root}/package.json`))
      .map((root) => {
        const { name = root, nx } = readJson<PackageJson>(tree, `${root}/package.json`);
        return { root, packageName: name, projectName: nx?.name ?? name };
      }),
  );

/** The npm scope of the workspace, as `@longshore`: that of its packages, else of its root, else the root’s name. */
export function scopeOf(tree: Tree): string {
  const { name: rootName = 'workspace' } = readJson<PackageJson>(tree, 'package.json');
  const names = [...workspacePackages(tree).map(({ packageName }) => packageName), rootName, `@${rootName}/`];
  return names.find((name) => /^@[^/]+\//.test(name))?.split('/')[0] ?? '@workspace';
}

/** The range by which a project names another package of ours: any where it is in this workspace, else our own version. */
export function kitVersion(tree: Tree): string {
  if (workspacePackages(tree).some(({ packageName }) => packageName === '@longshore/service-kit')) return '*';
  return `^${version}`;
}
