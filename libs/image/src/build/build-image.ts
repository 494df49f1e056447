import { openBase } from '../base/base';
import { placePackages } from '../closure/placement';
import { hasDockerfile } from '../dockerfile/dockerfile';
import { dockerfileBuilder } from '../dockerfile/dockerfile-builder';
import { type BuiltImage, type Project } from '../image';
import { LayerCache } from '../layers/cache';
import { readClosure } from '../project-closure';
import { sourcesKey } from '../sources-key';
import { locatePackages } from '../variants/locate-packages';
import { type Builder, type Parts } from './builder';
import { inputKeyOf } from './input-key';
import { layersBuilder } from './layers-builder';
import { readLayout } from './layout';

/** What a build may use besides the workspace. */
export interface BuildOptions {
  /** Leaves the image of an input key in `dist/images/<service>` where one was built before, on any machine. */
  reuse?: (inputKey: string) => Promise<BuiltImage | undefined>;
  /** How the image is made of its parts; by default as service.json and the service's folder say. */
  builder?: Builder;
}

/**
 * Makes a service's image in `dist/images/<service>`. An image of the same input key that is there already stays.
 * @throws LS2001 to LS2007, LS2010, LS2015, LS2016, LS2107
 */
export async function buildImage(
  project: Project,
  signal?: AbortSignal,
  { reuse, builder = builderOf(project) }: BuildOptions = {},
): Promise<BuiltImage> {
  const parts = await readParts(project, signal);
  const inputKey = inputKeyOf(parts, await builder.inputs(parts, signal));
  const built = await readLayout(project);
  if (built?.inputKey === inputKey) return built;
  return (await reuse?.(inputKey)) ?? (await builder.build(parts, inputKey, signal));
}

const builderOf = (project: Project): Builder => (hasDockerfile(project) ? dockerfileBuilder() : layersBuilder);

async function readParts(project: Project, signal?: AbortSignal): Promise<Parts> {
  const { workspace } = project;
  const { closure, platform } = readClosure(project);
  const packages = await locatePackages(workspace, placePackages(closure), platform, signal);
  const cache = new LayerCache(workspace);
  const sources = sourcesKey(workspace, closure.workspacePackages);
  return { project, platform, base: await openBase(workspace, cache, platform, signal), packages, sources, cache };
}
