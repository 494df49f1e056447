import { readFile } from 'node:fs/promises';
import { attachEvidence, type Repository } from '@longshore/registry';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { evidenceFor } from '../evidence/evidence-file';
import { type Project, type PushedImage } from '../image';
import { mediaTypes } from '../oci';
import { testsKey } from '../tests-key';
import { type Push, sendImage } from './send-image';

/**
 * Puts the built image where a cluster can pull it: blobs, manifest, evidence, and tags last, so that no half image
 * ever has a name. What is there already is not sent; where all is there, nothing is written.
 * @throws LS2008 where nothing is built, LS3101 without evidence for this image and these tests, LS2201 to LS2204
 */
export async function pushImage(
  project: Project,
  repository: Repository,
  tags: string[],
  signal?: AbortSignal,
  options: { mountFrom?: string } = {},
): Promise<PushedImage> {
  const image = await readBuiltImage(project);
  const evidence = await evidenceFor(project, image, await testsKey(project));
  const layout = imageFolder(project);
  const manifest = await readFile(blobFile(layout, image.digest));
  const push: Push = { repository, layout, image, manifest, ...options, ...(signal ? { signal } : {}) };

  const isThere = (await repository.manifest(image.digest, signal)) !== undefined;
  const sent = isThere ? nothing : await sendImage(push);
  const subject = { mediaType: mediaTypes.manifest, digest: image.digest, size: manifest.length };
  const evidenceBytes = await attachEvidence(repository, subject, evidence, signal);
  await Promise.all(tags.map((tag) => repository.putManifest(manifest, mediaTypes.manifest, tag, signal)));
  return {
    reference: `${repository.name}@${image.digest}`,
    digest: image.digest,
    bytesSent: sent.bytes + evidenceBytes,
    layersSent: sent.layers,
  };
}

const nothing = { bytes: 0, layers: 0 };
