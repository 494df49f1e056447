import { type Digest, isDigest, isLongshoreError, LongshoreError } from '@longshore/model';
import { type ImageReference, openReference, parseReference } from '@longshore/registry';
import { type Project } from '../image';
import { baseArgument, readDockerfile } from './dockerfile';
import { findEngine } from './engine';
import { imagesIn, replaceImages } from './mentions';

/** A Dockerfile that builds on the same images, whenever it is built. */
export interface PinnedDockerfile {
  text: string;
  /** The images that it builds on, with what they are now. */
  images: string[];
}

/**
 * Asks registries for the digests of the images that a Dockerfile names by tag, and writes them in their place: an
 * engine takes an image that it has already for the one of that name, however old it is. An image that the registry does
 * not give is taken from the engine, where it is.
 * @throws LS2015 where neither has it
 */
export async function pinImages(project: Project, signal?: AbortSignal): Promise<PinnedDockerfile> {
  const dockerfile = readDockerfile(project);
  const found = await Promise.all(imagesIn(dockerfile, baseArgument).map((image) => find(project, image, signal)));
  const pinned = new Map(found.map(({ image, isPulled, digest }) => [image, isPulled ? `${image}@${digest}` : image]));
  return {
    text: replaceImages(dockerfile, baseArgument, (image) => pinned.get(image) ?? image),
    images: found.map(({ image, digest }) => `${image} ${digest}`),
  };
}

/** What an image is now. */
interface Found {
  image: string;
  digest: string;
  /** Whether a registry has it by that digest, and the Dockerfile does not say so itself. */
  isPulled: boolean;
}

async function find(project: Project, image: string, signal?: AbortSignal): Promise<Found> {
  const reference = referenceOf(image);
  // What is no reference, the engine itself has to say.
  if (!reference || isDigest(reference.version)) return { image, digest: '', isPulled: false };
  try {
    return { image, digest: await ask(reference, signal), isPulled: true };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isLongshoreError(error)) throw error;
    const kept = await keptOnEngine(image);
    if (kept === undefined) throw notThere(project, image, reference, error);
    return { image, ...kept };
  }
}

function referenceOf(image: string): ImageReference | undefined {
  try {
    return parseReference(image);
  } catch {
    return undefined;
  }
}

async function ask(reference: ImageReference, signal?: AbortSignal): Promise<Digest> {
  const repository = await openReference(reference);
  const digest = await repository.resolve(reference.version, signal);
  if (digest) return digest;
  throw new LongshoreError('LS2202', {
    what: `the registry ${reference.host} has no ${reference.repository}:${reference.version}`,
    why: 'HTTP 404',
    fix: 'check the name and the tag',
  });
}

/** An image that was built on the engine has no digest in a registry, but an id. */
async function keptOnEngine(image: string): Promise<Omit<Found, 'image'> | undefined> {
  const engine = await findEngine();
  const kept = await engine
    ?.getImage(image)
    .inspect()
    .catch(() => undefined);
  if (!kept) return undefined;
  const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(kept.RepoDigests?.[0] ?? '') ?? [];
  return { digest: digest ?? kept.Id, isPulled: false };
}

const notThere = ({ service }: Project, image: string, { host }: ImageReference, cause: LongshoreError) =>
  new LongshoreError('LS2015', {
    what: `the Dockerfile of ${service.name} cannot be built: FROM ${image}`,
    why: `${cause.what}: ${cause.why}; nor has the engine that image`,
    fix: cause.code === 'LS2201' ? `docker pull ${image}` : `docker login ${host}`,
    cause,
  });
