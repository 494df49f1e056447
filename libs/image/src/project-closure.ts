import { readBaseImage } from '@longshore/model';
import { libcOf } from './base/libc';
import { type Closure, closureOf } from './closure/closure';
import { type Lockfile, readLockfile } from './closure/lockfile';
import { type Platform } from './closure/platform';
import { type Project } from './image';

/** A project's place in its workspace: the lockfile, and what of it the service needs. */
export interface ProjectClosure {
  lockfile: Lockfile;
  platform: Platform;
  closure: Closure;
}

/**
 * Reads what a service needs on the platform that its image is for.
 * @throws LS1009, LS2001, LS2002
 */
export const readClosure = ({ workspace, service }: Project): ProjectClosure =>
  closureAt(workspace, service.root, service.spec.architecture);

/**
 * Reads what a workspace package needs in production.
 * @param root folder of the package, relative to the workspace
 * @param architecture that of this machine unless set
 * @throws LS1009, LS2001, LS2002
 */
export function closureAt(workspace: string, root: string, architecture?: 'x86_64' | 'arm64'): ProjectClosure {
  const lockfile = readLockfile(workspace);
  const libc = readBaseImage(workspace)?.libc ?? libcOf(process.execPath);
  const platform = platformOf(architecture, libc);
  return { lockfile, platform, closure: closureOf(lockfile, root, platform) };
}

const platformOf = (architecture: 'x86_64' | 'arm64' | undefined, libc: string): Platform => ({
  os: 'linux',
  cpu: architecture === undefined ? process.arch : architecture === 'x86_64' ? 'x64' : 'arm64',
  libc,
});
