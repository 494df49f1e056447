import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseLayer } from '../base/base';
import { bundleFiles, bundleFolder, bundleIsOf, bundleService } from '../bundle/bundle';
import { checkInstalled, refuseCompiled } from '../closure/installed';
import { imageRoot, placePackages, type PlacedPackage } from '../closure/placement';
import { hexOf, sha256 } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { LayerCache } from '../layers/cache';
import { dependenciesKey, dependencyEntries } from '../layers/dependencies';
import { type LayerEntry } from '../layers/entry';
import { type Layer, packLayer } from '../layers/pack';
import { readClosure } from '../project-closure';
import { sourcesKey } from '../sources-key';
import { imageConfig, imageManifest } from './config';
import { inputKeyOf } from './input-key';
import { type LayoutBlob, readLayout, writeLayout } from './layout';

/** Between 1 and 9, level 6 saves most of what can be saved; the layers are small. */
const gzipLevel = 6;

/** What a build may use besides the workspace. */
export interface BuildOptions {
  /** Leaves the image of an input key in `dist/images/<service>` where one was built before, on any machine. */
  reuse?: (inputKey: string) => Promise<BuiltImage | undefined>;
}

/**
 * Assembles a service's image in `dist/images/<service>`, without an engine: base, dependencies, application.
 * The digest is a function of the inputs that `inputKey` hashes. An image of the same key that is there already stays.
 * @throws LS2001 to LS2007
 */
export async function buildImage(
  project: Project,
  signal?: AbortSignal,
  { reuse }: BuildOptions = {},
): Promise<BuiltImage> {
  const { workspace, service } = project;
  const { closure, platform } = readClosure(project);
  const packages = placePackages(closure);
  checkInstalled(workspace, packages);
  refuseCompiled(workspace, packages, platform);
  const sources = sourcesKey(workspace, closure.workspacePackages);
  const cache = new LayerCache(workspace);
  const base = await baseLayer(cache, platform, signal);
  const inputKey = inputKeyOf({ sources, packages, base: base.digest, platform, service });
  const built = await readLayout(project);
  if (built?.inputKey === inputKey) return built;
  const reused = await reuse?.(inputKey);
  if (reused) return reused;

  const dependencies = await dependenciesLayer(workspace, packages, cache, signal);
  const application = await applicationLayer(project, sources, cache, signal);
  const layers: BuiltImage['layers'] = [
    { kind: 'base', ...base },
    { kind: 'dependencies', ...dependencies },
    { kind: 'application', ...application },
  ];
  const config = imageConfig(service, layers, platform);
  const manifest = imageManifest({ digest: sha256(config), size: config.length }, layers);
  const size = layers.reduce((sum, layer) => sum + layer.size, 0);
  const image: BuiltImage = { service: service.name, digest: sha256(manifest), inputKey, size, layers };
  await writeLayout(project, image, manifest, [
    { digest: sha256(config), content: config },
    ...layers.map(({ digest }): LayoutBlob => ({ digest, content: { file: join(cache.blobs, hexOf(digest)) } })),
  ]);
  return image;
}

const dependenciesLayer = (
  workspace: string,
  packages: PlacedPackage[],
  cache: LayerCache,
  signal?: AbortSignal,
): Promise<Layer> =>
  cache.layer(dependenciesKey(packages), (blobs) =>
    packLayer(dependencyEntries(workspace, packages), blobs, gzipLevel, signal),
  );

/** The bundle as a layer; bundles first where what is in `dist/apps` was made of other sources. */
async function applicationLayer(
  project: Project,
  sources: string,
  cache: LayerCache,
  signal?: AbortSignal,
): Promise<Layer> {
  if (!(await bundleIsOf(project, sources))) await bundleService(project, signal);
  const entries = await Promise.all(
    [bundleFiles.code, bundleFiles.map].map(async (name): Promise<LayerEntry> => {
      const content = await readFile(join(bundleFolder(project), name));
      return { type: 'file', path: `${imageRoot}/${project.service.root}/${name}`, executable: false, content };
    }),
  );
  return packLayer(entries, cache.blobs, gzipLevel, signal);
}
