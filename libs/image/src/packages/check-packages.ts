import { type Writable } from 'node:stream';
import { LongshoreError } from '@longshore/model';
import { libcOf } from '../base/libc';
import { placePackages } from '../closure/placement';
import { type Platform } from '../closure/platform';
import { hasDockerfile, packedFilesOf, readDockerfile } from '../dockerfile/dockerfile';
import { type Project } from '../image';
import { cacheFolder } from '../layers/cache';
import { readClosure } from '../project-closure';
import { Archives } from './archives';
import { type ChangedPackage, changedPackages } from './changes';
import { compiles } from './compiled';
import { describeChanges, generatedError, isScripted } from './generated';
import { misplacedPackages } from './misplaced';
import { pinPackages } from './pin-packages';

/**
 * Checks that every package a service needs is installed as the lockfile names it, so that its tests and its image see
 * the same files.
 * @throws LS2002, LS2010, LS2011, LS2012
 */
export async function checkPackages(project: Project, output: Writable, signal?: AbortSignal): Promise<void> {
  const { workspace } = project;
  const { closure, lockfile, platform } = readClosure(project);
  const packages = pinPackages(project, placePackages(closure), closure.packages);
  const installed = packages.filter(({ isElsewhere }) => !isElsewhere);
  const paths = installed.map(({ path }) => path);
  const wrong = [
    ...misplacedPackages(workspace, closure, paths, lockfile),
    ...(isForHere(platform) ? packages.filter(({ isElsewhere }) => isElsewhere) : []).map(
      ({ path }) => `${path}: missing`,
    ),
  ];
  if (wrong.length > 0) throw changedError(wrong);
  const found = await changedPackages(
    workspace,
    installed,
    new Archives(workspace, cacheFolder(workspace), output),
    signal,
  );
  const changed = found.filter((each) => !isLeftToEngine(project, each, platform));
  const edited = changed.filter(({ pinned }) => !isScripted(pinned));
  if (edited.length > 0) throw changedError(describeChanges(edited.flatMap(({ changes }) => changes)));
  if (changed.length > 0) throw generatedError(project, changed);
}

/** Whether npm installs here what the image needs, so that it leaves no package of the closure out. */
const isForHere = ({ os, cpu, libc }: Platform): boolean =>
  os === process.platform && cpu === process.arch && libc === libcOf(process.execPath);

/** Whether the image does not get these files from here: its Dockerfile compiles them, or installs packages itself. */
function isLeftToEngine(project: Project, { pinned, files, changes }: ChangedPackage, platform: Platform): boolean {
  if (!hasDockerfile(project) || !isScripted(pinned)) return false;
  if (!packedFilesOf(readDockerfile(project)).includes('dependencies')) return true;
  return compiles(files, platform) && changes.every(({ how }) => how === 'added' || how === 'a link');
}

const changedError = (lines: string[]): LongshoreError =>
  new LongshoreError('LS2012', {
    what: 'node_modules has other files than package-lock.json names',
    why: [...lines, 'tests would see them, and an image never has them'].join('\n'),
    fix: 'npm ci',
  });
