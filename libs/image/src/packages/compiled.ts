import { LongshoreError } from '@longshore/model';
import { type Platform } from '../closure/platform';
import { type Archives } from './archives';
import { type PinnedPackage } from './pin-packages';
import { manifestOf, type PackageFiles } from './unpack';

/**
 * Refuses packages whose install script compiles: the result would be of this machine, not of the image's.
 * @throws LS2006
 */
export async function refuseCompiled(
  packages: PinnedPackage[],
  archives: Archives,
  platform: Platform,
  signal?: AbortSignal,
): Promise<void> {
  const compiled: PinnedPackage[] = [];
  for (const each of packages.filter(
    ({ hasInstallScript, origin }) => hasInstallScript && origin.kind !== 'generated',
  )) {
    if (compiles(await archives.files(each, signal), platform)) compiled.push(each);
  }
  if (compiled.length === 0) return;
  const names = compiled.map(({ name, version }) => `${name} ${version}`).join(', ');
  throw new LongshoreError('LS2006', {
    what: `${names} compiles native code when installed`,
    why: 'what was compiled here fits this machine, which need not be like the image; the builder "layers" only copies',
    fix: 'set "builder": "dockerfile" in service.json, which compiles it in the image',
  });
}

/** Programs that compile, or load what was compiled for the machine at hand. */
const compilers =
  /(?:^|[\s/;&|(@])(?:node-gyp|node-gyp-build|prebuild-install|node-pre-gyp|cmake-js|prebuildify)(?![\w-])/;

/** Whether its installation makes native code, and it brings no binary for the platform. Other scripts do no harm. */
export function compiles(files: PackageFiles, { os, cpu }: Platform): boolean {
  const { gypfile, scripts = {} } = manifestOf(files);
  const runs = [scripts['preinstall'], scripts['install'], scripts['postinstall']].some((script = '') =>
    compilers.test(script),
  );
  if (!runs && gypfile !== true && !files.has('binding.gyp')) return false;
  return ![...files.keys()].some((path) => path.startsWith(`prebuilds/${os}-${cpu}`));
}
