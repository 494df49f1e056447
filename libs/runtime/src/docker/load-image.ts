import type Docker from 'dockerode';
import { pack, type Pack } from 'tar-stream';
import { pipeline } from 'node:stream/promises';
import { hexOf, verified } from '../image/blobs';
import { type ImageDescription } from '../image/read-image';
import { type ImageSource, PullError } from '../runtime';
import { engineMessage } from './engine';

/**
 * The repository under which images are kept in the engine, tagged with the hex part of their manifest's digest. Whoever
 * will remove them has one of his own below it: an image goes when the last name of it does, so that each name is a lease.
 */
const repository = 'longshore-image';
/** The repository of an owner's images. */
export const repositoryOf = (owner?: string): string => (owner === undefined ? repository : `${repository}/${owner}`);
/** Every such repository, as a filter of the engine. */
const repositories = [repository, `${repository}/*`];
/** How many images are looked at for layers that the engine has already. */
const lookedAt = 50;

/** What an image is called in the engine; without an owner, nobody will remove it. */
export const imageName = (digest: string, owner?: string): string => `${repositoryOf(owner)}:${hexOf(digest)}`;

/** Whether the engine has the image, under the owner's name. */
export async function hasImage(docker: Docker, digest: string, owner?: string): Promise<boolean> {
  return docker
    .getImage(imageName(digest, owner))
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}

/**
 * Hands an image to the engine, blob by blob, without the layers that it has already.
 * @throws PullError
 */
export async function loadImage(
  docker: Docker,
  source: ImageSource,
  image: ImageDescription,
  signal?: AbortSignal,
  owner?: string,
): Promise<void> {
  const known = await knownLayers(docker, image.diffIds, owner);
  const name = imageName(image.digest, owner);
  try {
    await send(docker, source, image, name, known, signal);
  } catch (error) {
    // Engines with containerd's image store want all layers every time.
    if (known === 0 || signal?.aborted) throw error;
    await send(docker, source, image, name, 0, signal);
  }
}

/**
 * How many of the lowest layers an image in the engine shares: graph drivers keep layers as chains from the bottom. The
 * owner's own images come first: nobody else removes them, however many others there are.
 */
async function knownLayers(docker: Docker, diffIds: string[], owner?: string): Promise<number> {
  const own = `${repositoryOf(owner)}:`;
  const images = await docker.listImages({ filters: { reference: repositories } });
  const isOwn = ({ RepoTags }: Docker.ImageInfo) => (RepoTags ?? []).some((name) => name.startsWith(own));
  const ordered = [...images.filter(isOwn), ...images.filter((image) => !isOwn(image))];
  const shared = ordered.slice(0, lookedAt).map(async ({ Id }) => {
    const layers = await docker.getImage(Id).inspect();
    const differs = diffIds.findIndex((id, index) => layers.RootFS.Layers?.[index] !== id);
    return differs < 0 ? diffIds.length : differs;
  });
  const counts = await Promise.allSettled(shared);
  return Math.max(0, ...counts.map((count) => (count.status === 'fulfilled' ? count.value : 0)));
}

async function send(
  docker: Docker,
  source: ImageSource,
  image: ImageDescription,
  name: string,
  known: number,
  signal?: AbortSignal,
): Promise<void> {
  const archive = pack();
  const [filled, answered] = await Promise.allSettled([
    fill(archive, source, image, name, known, signal).catch((error: unknown) => {
      archive.destroy(error as Error);
      throw error;
    }),
    load(docker, archive),
  ]);
  // A source that fails breaks the request off: its error is the cause of the other.
  if (filled.status === 'rejected') throw filled.reason;
  if (answered.status === 'rejected') throw answered.reason;
}

/** The format of `docker save`, which every engine reads: config and layers as files, named by a manifest.json. */
async function fill(
  archive: Pack,
  source: ImageSource,
  image: ImageDescription,
  name: string,
  known: number,
  signal?: AbortSignal,
): Promise<void> {
  const config = 'config.json';
  const layers = image.layers.map(({ digest }) => `${hexOf(digest)}.tar`);
  const manifest = JSON.stringify([{ Config: config, RepoTags: [name], Layers: layers }]);
  archive.entry({ name: 'manifest.json' }, manifest);
  archive.entry({ name: config }, image.document);
  for (const [index, { digest, size }] of image.layers.entries()) {
    if (index < known) continue;
    const bytes = verified(await source.open(digest, signal), digest);
    await pipeline(bytes, archive.entry({ name: layers[index] ?? '', size }));
  }
  archive.finalize();
}

async function load(docker: Docker, archive: Pack): Promise<void> {
  const answer = await docker.loadImage(archive as unknown as NodeJS.ReadableStream, { quiet: true });
  let text = '';
  for await (const chunk of answer as AsyncIterable<Buffer>) text += chunk.toString();
  // The answer is 200 before all is read; what goes wrong after that comes as a line.
  const error = /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  if (error) throw new PullError(JSON.parse(`"${error}"`) as string);
}

/** The engine's word on why an image could not be taken. */
export const pullError = (error: unknown): PullError =>
  error instanceof PullError ? error : new PullError(engineMessage(error), { cause: error });
