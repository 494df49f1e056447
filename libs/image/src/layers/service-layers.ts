import { LongshoreError } from '@longshore/model';
import { type Parts } from '../build/builder';
import { bundleFiles, bundleOf } from '../bundle/bundle';
import { imageRoot } from '../closure/placement';
import { type Project } from '../image';
import { refuseGenerated } from '../packages/generated';
import { readClosure } from '../project-closure';
import { sourcesKey } from '../sources-key';
import { dependenciesKey, dependencyEntries } from './dependencies';
import { type LayerEntry } from './entry';
import { type Layer, packLayer } from './pack';

/** Between 1 and 9, level 6 saves most of what can be saved; the layers are small. */
const gzipLevel = 6;

/**
 * The packages that a service needs, as the lockfile names them.
 * @throws LS2010, LS2011, LS2013
 */
export async function dependenciesLayer(parts: Parts, signal?: AbortSignal): Promise<Layer> {
  const { project, platform, packages, archives, cache } = parts;
  await refuseGenerated(project, packages, platform, archives, signal);
  return cache.layer(dependenciesKey(packages), async (blobs) => {
    const entries = await dependencyEntries(project.workspace, packages, archives, signal);
    return packLayer(entries, blobs, gzipLevel, signal);
  });
}

/**
 * The bundle as a layer, always made here: anybody may have written what is in `dist`.
 * @throws LS2003 to LS2005, LS2008 if the sources changed while they were bundled
 */
export async function applicationLayer({ project, sources, cache }: Parts, signal?: AbortSignal): Promise<Layer> {
  const { code, map } = await bundleOf(project);
  if (sourcesKey(project.workspace, readClosure(project).closure.workspacePackages) !== sources) {
    throw changedMeanwhile(project);
  }
  const { root } = project.service;
  const entry = (name: string, content: Uint8Array): LayerEntry => ({
    type: 'file',
    path: `${imageRoot}/${root}/${name}`,
    executable: false,
    content: Buffer.from(content),
  });
  const entries = [entry(bundleFiles.code, code), entry(bundleFiles.map, map)];
  return packLayer(entries, cache.blobs, gzipLevel, signal);
}

const changedMeanwhile = ({ service: { name } }: Project): LongshoreError =>
  new LongshoreError('LS2008', {
    what: `the image of ${name} has not been built`,
    why: 'its sources changed while they were bundled',
    fix: `npx nx image ${name}`,
  });
