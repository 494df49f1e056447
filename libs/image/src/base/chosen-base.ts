import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type BaseImage, baseImageFile, type Digest, LongshoreError } from '@longshore/model';
import { openReference, parseReference } from '@longshore/registry';
import { ociArchitecture, type Platform } from '../closure/platform';
import { hexOf } from '../hash';
import { type LayerCache } from '../layers/cache';
import { type Base, type BaseContent } from './base';
import { fetchBase } from './base-manifest';

/**
 * The base that `deploy/base-image.json` pins; nothing is asked before it is loaded.
 * @throws LS2009 where it is not there for the platform
 */
export function chosenBase(chosen: BaseImage, cache: LayerCache, platform: Platform): Base {
  const name = `${platform.os}/${ociArchitecture(platform.cpu)}`;
  const digest = chosen.platforms[name];
  if (digest === undefined) throw notThere(chosen, name);
  return {
    digest,
    isMade: false,
    node: chosen.node,
    load: async (signal) => (await remembered(cache, digest)) ?? (await load(chosen, digest, cache, signal)),
  };
}

async function load(
  { image }: BaseImage,
  digest: Digest,
  cache: LayerCache,
  signal: AbortSignal | undefined,
): Promise<BaseContent> {
  const repository = await openReference(parseReference(image));
  const found = await repository.manifest(digest, signal);
  if (!found) throw gone(image, digest);
  const { config, layers } = await fetchBase(repository, found.manifest, cache.blobs, signal);
  const content = { layers, environment: config.config?.Env ?? [] };
  await remember(cache, digest, content);
  return content;
}

/** Beside the blobs, by the digest: what it says never changes. */
const recordOf = (cache: LayerCache, digest: Digest): string =>
  join(dirname(dirname(cache.blobs)), 'bases', `${hexOf(digest)}.json`);

/** What was fetched before, where all of it is still there. */
async function remembered(cache: LayerCache, digest: Digest): Promise<BaseContent | undefined> {
  try {
    const content = JSON.parse(await readFile(recordOf(cache, digest), 'utf8')) as BaseContent;
    return content.layers.every((layer) => cache.has(layer)) ? content : undefined;
  } catch {
    return undefined;
  }
}

async function remember(cache: LayerCache, digest: Digest, content: BaseContent): Promise<void> {
  const file = recordOf(cache, digest);
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(content));
  await rename(temporary, file);
}

const notThere = ({ image, platforms }: BaseImage, platform: string): LongshoreError =>
  new LongshoreError('LS2009', {
    what: `the base image ${image} is not there for ${platform}`,
    why: `${baseImageFile} has ${Object.keys(platforms).join(', ')}; choose an image of that platform, or another "architecture" in service.json`,
    fix: 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
  });

const gone = (image: string, digest: Digest): LongshoreError =>
  new LongshoreError('LS2009', {
    what: `the base image ${image} is no longer in its registry as ${digest}`,
    why: `${baseImageFile} pins it`,
    fix: 'npx longshore base-image update',
  });
