import { type Writable } from 'node:stream';
import { LongshoreError, provenanceOf } from '@longshore/model';
import { openBase } from '../base/base';
import { placePackages } from '../closure/placement';
import { hasDockerfile } from '../dockerfile/dockerfile';
import { dockerfileBuilder } from '../dockerfile/dockerfile-builder';
import { type BuiltImage, type Project } from '../image';
import { cacheFolder, LayerCache } from '../layers/cache';
import { noteOwnRun } from '../records/own-runs';
import { findProvenance, writeRecord } from '../records/record-files';
import { Archives } from '../packages/archives';
import { pinPackages } from '../packages/pin-packages';
import { readClosure } from '../project-closure';
import { sourcesKey } from '../sources-key';
import { type Builder, type Parts } from './builder';
import { inputKeyOf } from './input-key';
import { layersBuilder } from './layers-builder';
import { imageFolder, readBuiltImage, readLayout } from './layout';

/** What a build may use besides the workspace. */
export interface BuildOptions {
  /** Leaves the image of an input key, with its provenance, in `dist` if one was built before, on any machine. */
  reuse?: (inputKey: string) => Promise<BuiltImage | undefined>;
  /** How the image is made of its parts; by default as service.json and the service's folder say. */
  builder?: Builder;
  /** The run that the build is part of. */
  run?: string;
  /** Gets a line if packages are fetched. */
  output?: Writable;
}

/**
 * Makes a service's image in `dist/images/<service>` and its provenance in `dist/provenance/<service>.json`. An image of
 * the same input key that is there already stays.
 * @throws LS2001 to LS2008, LS2010, LS2011, LS2013, LS2015, LS2016, LS2107
 */
export async function buildImage(
  project: Project,
  signal?: AbortSignal,
  { reuse, builder = builderOf(project), run, output = process.stderr }: BuildOptions = {},
): Promise<BuiltImage> {
  const parts = await readParts(project, signal, { output });
  const inputKey = inputKeyOf(parts, await builder.inputs(parts, signal));
  const built = await readLayout(project);
  if (built?.inputKey === inputKey && (await findProvenance(project, built))) return built;
  const reused = await reuse?.(inputKey);
  if (reused) return reused;
  const image = await builder.build(parts, inputKey, signal);
  const base = parts.base.digest;
  const statement = provenanceOf({ ...image, builder: builder.name, base, run, finishedAt: new Date() });
  await writeRecord(project, 'provenance', { statement });
  if (run) noteOwnRun(project.workspace, run);
  return image;
}

/**
 * The image that the target `image` left, if it is of the sources as they are now.
 * @throws LS2008 if there is none, or its inputs have changed since; LS2001 to LS2007 if they cannot be read
 */
export async function currentImage(project: Project, signal?: AbortSignal): Promise<BuiltImage> {
  const image = await readBuiltImage(project);
  const parts = await readParts(project, signal);
  const inputKey = inputKeyOf(parts, await builderOf(project).inputs(parts, signal));
  if (image.inputKey === inputKey) return image;
  const { name } = project.service;
  throw new LongshoreError('LS2008', {
    what: `the image of ${name} is not of the sources as they are`,
    why: `what makes it has changed since dist/images/${name} was built`,
    fix: `npx nx image ${name}`,
  });
}

/**
 * Builds a service's image in folders of its own, whatever was built before.
 * @throws LS2001 to LS2007, LS2010, LS2015, LS2016, LS2107
 */
export async function buildParts(project: Project, folders: Folders, signal?: AbortSignal): Promise<BuiltImage> {
  const parts = await readParts(project, signal, folders);
  const builder = builderOf(project);
  return builder.build(parts, inputKeyOf(parts, await builder.inputs(parts, signal)), signal);
}

const builderOf = (project: Project): Builder => (hasDockerfile(project) ? dockerfileBuilder() : layersBuilder);

/** Where a build keeps layers, and leaves the image. */
export interface Folders {
  cache: string;
  layout: string;
}

const foldersOf = (project: Project): Folders => ({
  cache: cacheFolder(project.workspace),
  layout: imageFolder(project),
});

async function readParts(
  project: Project,
  signal?: AbortSignal,
  { output = process.stderr, ...folders }: Partial<Folders> & Pick<BuildOptions, 'output'> = {},
): Promise<Parts> {
  const { workspace } = project;
  const { cache: folder, layout } = { ...foldersOf(project), ...folders };
  const { closure, platform } = readClosure(project);
  const packages = pinPackages(project, placePackages(closure), closure.packages);
  const archives = new Archives(workspace, folder, output);
  const cache = new LayerCache(folder);
  const sources = sourcesKey(workspace, closure.workspacePackages);
  const base = await openBase(workspace, cache, platform, signal);
  return { project, platform, base, packages, archives, sources, cache, layout };
}
