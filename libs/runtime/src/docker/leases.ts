import type Docker from 'dockerode';
import { hexOf } from '../image/blobs';
import { unless } from './engine';
import { imageName, repositoryOf } from './load-image';

/**
 * Takes a lease on an image that others have in the engine.
 * @returns whether there was one
 */
export async function leaseImage(docker: Docker, digest: string, owner: string): Promise<boolean> {
  const tag = hexOf(digest);
  const reference = [imageName(digest), `${repositoryOf('*')}:${tag}`];
  const [found] = await docker.listImages({ filters: { reference } });
  if (!found) return false;
  try {
    await docker.getImage(found.Id).tag({ repo: repositoryOf(owner), tag });
    return true;
  } catch (error) {
    // Its last lease has ended just now.
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** Ends an owner's leases on images that are not needed; the engine removes what nobody else has a name for. */
export async function endLeases(docker: Docker, owner: string, isNeeded: (digest: string) => boolean): Promise<void> {
  const prefix = `${repositoryOf(owner)}:`;
  const images = await docker.listImages({ filters: { reference: [`${prefix}*`] } });
  for (const name of images.flatMap(({ RepoTags }) => RepoTags ?? [])) {
    // An image is listed with the names that others gave it, too.
    if (!name.startsWith(prefix) || isNeeded(`sha256:${name.slice(prefix.length)}`)) continue;
    // Refused (409) while a container uses it.
    await unless([404, 409], docker.getImage(name).remove());
  }
}
