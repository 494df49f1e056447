import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type Build,
  type Digest,
  doubtOfSignature,
  isProvenanceOf,
  LongshoreError,
  type ProvenanceRecord,
} from '@longshore/model';
import { atOnce, type Descriptor, readImageRecords, type Repository } from '@longshore/registry';
import { type History, layerKinds } from '../build/layer-kinds';
import { imageFolder, type LayoutBlob, writeLayout } from '../build/layout';
import { hexOf } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { cacheFolder, LayerCache } from '../layers/cache';
import { fetchBlob } from '../layers/fetch-blob';
import { writeRecord } from '../records/record-files';

/** The tag of the image that is made of these inputs: it never moves, for the same key means the same digest. */
export const keyTag = (inputKey: string): string => `key-${inputKey}`;

/** Which provenance is accepted for an image that was built elsewhere. */
export interface Trust {
  /** Public keys one of which must have signed its provenance; undefined accepts it unsigned. */
  signers?: readonly string[] | undefined;
}

/**
 * Takes over the image of an input key from a registry instead of building it: `dist/images/<service>` and
 * `dist/provenance/<service>.json` are as if it had been built here. Layers that this workspace knows are not fetched.
 * @returns undefined if the registry has no image of this key
 * @throws LS3127 if it has one that nothing shows to be built from these inputs, LS2201 to LS2203
 */
export async function reuseImage(
  project: Project,
  inputKey: string,
  repository: Repository,
  { signers }: Trust = {},
  signal?: AbortSignal,
): Promise<BuiltImage | undefined> {
  const found = await repository.manifest(keyTag(inputKey), signal);
  if (!found) return undefined;
  const build = { service: project.service.name, digest: found.digest, inputKey };
  const provenance = await trustedProvenance(repository, build, { signers }, signal);
  if (!provenance) throw notShown(repository, build);
  const { config, layers } = found.manifest;
  const configBytes = await buffer(await repository.blob(config.digest, signal));
  const { blobs } = new LayerCache(cacheFolder(project.workspace));
  await atOnce(layers, (layer, either) => fetchBlob(repository, layer, blobs, either), signal);
  const image: BuiltImage = {
    service: project.service.name,
    digest: found.digest,
    inputKey,
    size: layers.reduce((sum, { size }) => sum + size, 0),
    layers: layersOf(configBytes, layers),
  };
  await writeLayout(imageFolder(project), image, found.bytes, [
    { digest: config.digest, content: configBytes },
    ...layers.map(({ digest }): LayoutBlob => ({ digest, content: { file: join(blobs, hexOf(digest)) } })),
  ]);
  await writeRecord(project, 'provenance', provenance);
  return image;
}

/** The provenance in a registry by which an image was built from an input key; undefined if none can be believed. */
export async function trustedProvenance(
  repository: Repository,
  build: Pick<Build, 'service' | 'digest' | 'inputKey'>,
  { signers }: Trust,
  signal?: AbortSignal,
): Promise<ProvenanceRecord | undefined> {
  const { provenance } = await readImageRecords(repository, build.digest, signal);
  return provenance.find(
    (record) => isProvenanceOf(record.statement, build) && !(signers && doubtOfSignature(record, signers)),
  );
}

const notShown = (repository: Repository, { service, digest, inputKey }: Parameters<typeof trustedProvenance>[1]) =>
  new LongshoreError('LS3127', {
    what: `the tag ${keyTag(inputKey).slice(0, 16)}… of ${repository.name} names an image that cannot be trusted`,
    why: `no provenance that can be believed says that ${digest} was built from these inputs of ${service}`,
    fix: `npx nx image ${service}`,
  });

function layersOf(config: Buffer, layers: Descriptor[]): BuiltImage['layers'] {
  const { rootfs, history } = JSON.parse(config.toString()) as { rootfs: { diff_ids: Digest[] }; history?: History };
  const kinds = layerKinds(history);
  return layers.map(({ digest, size }, index) => ({
    kind: kinds[index] ?? 'base',
    digest,
    diffId: rootfs.diff_ids[index] ?? digest,
    size,
  }));
}
