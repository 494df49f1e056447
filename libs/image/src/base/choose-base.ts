import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BaseImage, baseImageFile, type Digest, LongshoreError, readBaseImage } from '@longshore/model';
import { type Manifest, openReference, parseReference, type Repository } from '@longshore/registry';
import { ociArchitecture } from '../closure/platform';
import { hexOf } from '../hash';
import { cacheFolder, LayerCache } from '../layers/cache';
import { fetchBase, readBaseConfig } from './base-manifest';
import { inspectBase } from './inspect';

/** What a change of the base has led from, and to. */
export interface BaseChange {
  from: BaseImage | undefined;
  to: BaseImage;
}

const supported = ['linux/amd64', 'linux/arm64'];

/**
 * Resolves a reference and pins what it names, in `deploy/base-image.json`.
 * @throws LS1006, LS2009 where it cannot carry a service, LS2201 to LS2203
 */
export async function chooseBase(workspace: string, image: string, signal?: AbortSignal): Promise<BaseChange> {
  const from = readBaseImage(workspace);
  const to = await resolveBase(image, new LayerCache(cacheFolder(workspace)), signal);
  const file = join(workspace, baseImageFile);
  await mkdir(dirname(file), { recursive: true });
  const schema = { $schema: from?.$schema ?? '../node_modules/@longshore/model/schemas/base-image.schema.json' };
  await writeFile(`${file}.new`, `${JSON.stringify({ ...schema, ...to }, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
  return { from, to };
}

async function resolveBase(image: string, cache: LayerCache, signal?: AbortSignal): Promise<BaseImage> {
  const reference = parseReference(image);
  const repository = await openReference(reference);
  const found = await repository.manifest(reference.version, signal);
  if (!found) throw unusable(image, 'the registry has no such image', 'check the name and the tag');
  const platforms = await platformsOf(repository, found, signal);
  const [name, digest] = preferred(platforms);
  if (name === undefined || digest === undefined)
    throw unusable(image, `it is not there for ${supported.join(' or ')}`);
  const one = digest === found.digest ? found : await repository.manifest(digest, signal);
  if (!one) throw unusable(image, `the registry does not have its manifest for ${name}`);
  // One platform is looked at: what is in an image differs between them in their code alone.
  const { config, layers } = await fetchBase(repository, one.manifest, cache.blobs, signal);
  const files = layers.map((layer) => join(cache.blobs, hexOf(layer.digest)));
  return { image, digest: found.digest, platforms, ...(await inspectBase(image, config, files)) };
}

/** An index of images by platform. */
interface Index {
  manifests?: { digest: Digest; platform?: { os: string; architecture: string } }[];
}

type Found = NonNullable<Awaited<ReturnType<Repository['manifest']>>>;

async function platformsOf(
  repository: Repository,
  found: Found,
  signal?: AbortSignal,
): Promise<Record<string, Digest>> {
  const { manifests } = found.manifest as Index & Manifest;
  if (!manifests) {
    const { os, architecture } = await readBaseConfig(repository, found.manifest, signal);
    return only([[`${os}/${architecture}`, found.digest]]);
  }
  return only(manifests.map(({ digest, platform }) => [`${platform?.os}/${platform?.architecture}`, digest]));
}

const only = (all: [string, Digest][]): Record<string, Digest> =>
  Object.fromEntries(all.filter(([name]) => supported.includes(name)).sort());

/** That of this machine, where it is there: its layers are needed here in any case. */
function preferred(platforms: Record<string, Digest>): [string?, Digest?] {
  const here = `linux/${ociArchitecture(process.arch)}`;
  return Object.entries(platforms).find(([name]) => name === here) ?? Object.entries(platforms)[0] ?? [];
}

const unusable = (
  image: string,
  why: string,
  fix = 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
) => new LongshoreError('LS2009', { what: `${image} cannot be the base image`, why, fix });
