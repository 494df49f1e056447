import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { folderOf, type LockedPackage } from './closure';
import { readInstalledLockfile } from './lockfile';
import { type Platform } from './platform';

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

/**
 * Refuses packages whose install script compiles: the result would be of this machine, not of the image's.
 * @throws LS2006
 */
export function refuseCompiled(workspace: string, packages: LockedPackage[], platform: Platform): void {
  const compiled = packages.filter(
    (locked) => locked.hasInstallScript && compiles(folderOf(workspace, locked), platform),
  );
  if (compiled.length === 0) return;
  const names = compiled.map(({ name, version }) => `${name} ${version}`).join(', ');
  throw new LongshoreError('LS2006', {
    what: `${names} compiles native code when installed`,
    why: 'what was compiled here fits this machine, which need not be like the image; the builder "layers" only copies',
    fix: 'set "builder": "dockerfile" in service.json, which compiles it in the image',
  });
}

/** What a package.json says of how the package is installed. */
interface InstallManifest {
  version?: string;
  gypfile?: boolean;
  scripts?: { preinstall?: string; install?: string; postinstall?: string };
}

/** Programs that compile, or load what was compiled for the machine at hand. */
const compilers =
  /(?:^|[\s/;&|(@])(?:node-gyp|node-gyp-build|prebuild-install|node-pre-gyp|cmake-js|prebuildify)(?![\w-])/;

/** Whether its installation makes native code, and it brings no binary for the platform. Other scripts do no harm. */
function compiles(folder: string, { os, cpu }: Platform): boolean {
  const { gypfile, scripts = {} } = manifestOf(folder);
  const runs = [scripts.preinstall, scripts.install, scripts.postinstall].some((script = '') => compilers.test(script));
  if (!runs && gypfile !== true && !existsSync(join(folder, 'binding.gyp'))) return false;
  const prebuilds = join(folder, 'prebuilds');
  return !existsSync(prebuilds) || !readdirSync(prebuilds).some((name) => name.startsWith(`${os}-${cpu}`));
}

const installedVersion = (folder: string): string | undefined => manifestOf(folder).version;

function manifestOf(folder: string): InstallManifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as InstallManifest;
  } catch {
    return {};
  }
}
