import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Closure } from '../closure/closure';
import { type Lockfile } from '../closure/lockfile';

/**
 * Says which folders make Node find other packages here than in an image: packages that are links, links to workspace
 * packages that lead elsewhere, and nested packages that the lockfile does not have.
 * @param paths of the packages that are installed here
 */
export function misplacedPackages(
  workspace: string,
  { workspacePackages }: Closure,
  paths: string[],
  lockfile: Lockfile,
): string[] {
  const real = realPathsIn(workspace);
  const links = [...lockfile].filter(([, { link, resolved }]) => link && workspacePackages.includes(resolved ?? ''));
  return [
    ...paths.filter((path) => !real.isAtHome(path)).map((path) => `${path}: a link`),
    ...links.flatMap(([path, { resolved = '' }]) =>
      real.leadsTo(path, resolved) ? [] : [`${path}: does not lead to ${resolved}`],
    ),
    ...foldersWithPackages(workspacePackages, paths).flatMap((folder) =>
      namesIn(join(workspace, folder, 'node_modules'))
        .map((name) => `${folder}/node_modules/${name}`)
        .filter((path) => !lockfile.has(path))
        .map((path) => `${path}: not in the lockfile`),
    ),
  ];
}

/** Where Node looks for packages before it comes to the workspace's own `node_modules`. */
function foldersWithPackages(workspacePackages: string[], paths: string[]): string[] {
  const above = workspacePackages.flatMap((path) => {
    const segments = path.split('/');
    return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  });
  return [...new Set([...above, ...paths])];
}

function realPathsIn(workspace: string) {
  const homes = new Map<string, string>();
  // `node_modules` itself may be a link: Node finds the same packages from inside it.
  const homeOf = (folder: string) => {
    const home = homes.get(folder) ?? realpathSync(join(workspace, folder));
    homes.set(folder, home);
    return home;
  };
  return {
    isAtHome: (path: string): boolean => {
      const end = path.indexOf('node_modules/') + 'node_modules'.length;
      return realpathSync(join(workspace, path)) === join(homeOf(path.slice(0, end)), path.slice(end));
    },
    leadsTo: (link: string, target: string): boolean =>
      !existsSync(join(workspace, link)) || realpathSync(join(workspace, link)) === homeOf(target),
  };
}

/** Names of the packages in a `node_modules`. */
function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((scoped) => `${name}/${scoped}`) : [name],
    );
}
