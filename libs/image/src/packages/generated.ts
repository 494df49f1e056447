import { LongshoreError } from '@longshore/model';
import { type Platform } from '../closure/platform';
import { type Project } from '../image';
import { type Archives } from './archives';
import { type Change, type ChangedPackage, changedPackages } from './changes';
import { compiles } from './compiled';
import { type PinnedPackage } from './pin-packages';

/** Whether the files of a package as installed may be the work of one of its scripts. */
export const isScripted = ({ hasInstallScript, origin }: PinnedPackage): boolean =>
  // npm runs the `prepare` script of what it packs itself.
  hasInstallScript || origin.kind === 'git' || origin.kind === 'folder';

/**
 * Refuses packages whose install script wrote into their own folder: an image made from the archive would lack that.
 * Those that compile are left to the builder.
 * @throws LS2010, LS2011
 */
export async function refuseGenerated(
  project: Project,
  packages: PinnedPackage[],
  platform: Platform,
  archives: Archives,
  signal?: AbortSignal,
): Promise<void> {
  const scripted = packages.filter(isScripted);
  const changed = await changedPackages(project.workspace, scripted, archives, signal);
  const refused = changed.filter(({ files }) => !compiles(files, platform));
  if (refused.length > 0) throw generatedError(project, refused);
}

/** One error for all packages whose scripts change them. */
export function generatedError({ service }: Project, changed: ChangedPackage[]): LongshoreError {
  const names = changed.map(({ pinned }) => pinned.name);
  return new LongshoreError('LS2011', {
    what: `the installation of ${names.join(', ')} changes its own files`,
    why: [
      'an image has the files of the archive that the lockfile names, and would lack what a script wrote:',
      ...describeChanges(changed.flatMap(({ changes }) => changes)),
      `if ${service.name} does not work without, set "image": { "generated": ${JSON.stringify(names)} } in ${service.root}/service.json`,
    ].join('\n'),
    fix: 'npm ci --ignore-scripts',
  });
}

const linesShown = 10;

/** Lines that say what is different, the first few of them. */
export function describeChanges(changes: Change[]): string[] {
  const lines = changes.map(({ path, how }) => `${path}: ${how}`);
  const more = lines.length - linesShown;
  return [...lines.slice(0, linesShown), ...(more > 0 ? [`and ${more} more`] : [])];
}
