import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { atOnce } from '@longshore/registry';
import { checkInstalled } from '../closure/installed';
import { type PlacedPackage } from '../closure/placement';
import { type Platform } from '../closure/platform';
import { fetchPackage } from './fetch-package';

/**
 * The packages of an image with the folder that each one is in: `node_modules`, as the lockfile says; else the cache,
 * for npm installs here only what this machine's platform needs, which need not be the image's.
 * @throws LS2002, LS2010
 */
export async function locatePackages(
  workspace: string,
  packages: PlacedPackage[],
  platform: Platform,
  signal?: AbortSignal,
): Promise<PlacedPackage[]> {
  const isElsewhere = ({ path, isOptional }: PlacedPackage) => isOptional && !existsSync(join(workspace, path));
  checkInstalled(
    workspace,
    packages.filter((each) => !isElsewhere(each)),
  );
  return atOnce(
    packages,
    async (each) => (isElsewhere(each) ? { ...each, folder: await fetchPackage(workspace, each, platform) } : each),
    signal,
  );
}
