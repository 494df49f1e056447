import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Parts } from '../build/builder';
import { bundleFiles, bundleFolder, bundleIsOf, bundleService } from '../bundle/bundle';
import { imageRoot } from '../closure/placement';
import { dependenciesKey, dependencyEntries } from './dependencies';
import { type LayerEntry } from './entry';
import { type Layer, packLayer } from './pack';

/** Between 1 and 9, level 6 saves most of what can be saved; the layers are small. */
const gzipLevel = 6;

/** The packages that a service needs. */
export const dependenciesLayer = ({ project, packages, cache }: Parts, signal?: AbortSignal): Promise<Layer> =>
  cache.layer(dependenciesKey(packages), (blobs) =>
    packLayer(dependencyEntries(project.workspace, packages), blobs, gzipLevel, signal),
  );

/** The bundle as a layer; bundles first where what is in `dist/apps` was made of other sources. */
export async function applicationLayer({ project, sources, cache }: Parts, signal?: AbortSignal): Promise<Layer> {
  if (!(await bundleIsOf(project, sources))) await bundleService(project, signal);
  const entries = await Promise.all(
    [bundleFiles.code, bundleFiles.map].map(async (name): Promise<LayerEntry> => {
      const content = await readFile(join(bundleFolder(project), name));
      return { type: 'file', path: `${imageRoot}/${project.service.root}/${name}`, executable: false, content };
    }),
  );
  return packLayer(entries, cache.blobs, gzipLevel, signal);
}
