import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { type LockedPackage } from './closure';
import { readInstalledLockfile } from './lockfile';

/**
 * Checks that `node_modules` holds what the lockfile says, so that images and tests are of the same packages.
 * @throws LS2002 naming each package that is missing or of another version
 */
export function checkInstalled(workspace: string, packages: LockedPackage[]): void {
  const installed = readInstalledLockfile(workspace);
  const wrong = packages.flatMap((locked) => {
    const version = installedVersion(join(workspace, locked.path));
    if (version === undefined) return [`${locked.path} is missing`];
    if (version !== locked.version) return [`${locked.path} is ${version}, the lockfile says ${locked.version}`];
    const integrity = installed?.get(locked.path)?.integrity;
    const differs = integrity && locked.integrity && integrity !== locked.integrity;
    return differs ? [`${locked.path} has other content than the lockfile says`] : [];
  });
  if (wrong.length === 0) return;
  throw new LongshoreError('LS2002', {
    what: `node_modules does not match package-lock.json`,
    why: wrong.join('\n'),
    fix: 'npm ci',
  });
}

function installedVersion(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
