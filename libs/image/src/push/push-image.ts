import { readFile } from 'node:fs/promises';
import { isLongshoreError, LongshoreError } from '@longshore/model';
import { atOnce, attachArtifact, attachEvidence, type Repository } from '@longshore/registry';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { evidenceFor } from '../evidence/evidence-file';
import { type BuiltImage, type Project, type PushedImage } from '../image';
import { mediaTypes } from '../oci';
import { keyTag } from '../reuse/reuse-image';
import { writeSbom } from '../sbom/sbom-file';
import { testsKey } from '../tests-key';
import { type Push, sendImage } from './send-image';

/** By which tools find the bill of materials of an image in a registry: CycloneDX's registered media type. */
const sbomType = 'application/vnd.cyclonedx+json';

/**
 * Puts the built image where a cluster can pull it: blobs, manifest, evidence, bill of materials, and tags last, so
 * that no half image ever has a name. What is there already is not sent; where all is there, nothing is written.
 * @throws LS2008 where nothing is built, LS3101 without evidence for this image and these tests, LS2201 to LS2204
 */
export async function pushImage(
  project: Project,
  repository: Repository,
  tags: string[],
  signal?: AbortSignal,
  options: Pick<Push, 'mountFrom' | 'onProgress'> = {},
): Promise<PushedImage> {
  const image = await readBuiltImage(project);
  const evidence = await evidenceFor(project, image, await testsKey(project));
  const sbom = await writeSbom(project, image);
  const layout = imageFolder(project);
  const manifest = await readFile(blobFile(layout, image.digest));
  const push: Push = { repository, layout, image, manifest, ...options, ...(signal ? { signal } : {}) };

  const isThere = (await repository.manifest(image.digest, signal)) !== undefined;
  const sent = isThere ? nothing : await sendImage(push);
  const subject = { mediaType: mediaTypes.manifest, digest: image.digest, size: manifest.length };
  const evidenceBytes = await attachEvidence(repository, subject, evidence, signal);
  const sbomBytes = await attachArtifact(repository, subject, { artifactType: sbomType, content: sbom }, signal);
  await atOnce(tags, (tag, either) => putTag({ ...push, signal: either }, tag), signal);
  return {
    reference: `${repository.name}@${image.digest}`,
    digest: image.digest,
    bytesSent: sent.bytes + evidenceBytes + sbomBytes,
    size: image.size,
    layersSent: sent.layers,
    layersReused: image.layers.length - sent.layers,
  };
}

/** A name for people stays with the image that has it; the tag of the input key has to mean this one. */
async function putTag({ repository, image, manifest, signal }: Push, tag: string): Promise<void> {
  try {
    await repository.putManifest(manifest, mediaTypes.manifest, tag, signal);
  } catch (error) {
    if (!isLongshoreError(error) || error.code !== 'LS2204') throw error;
    if (tag === keyTag(image.inputKey)) throw builtElsewhere(image, error);
  }
}

/** gzip is no contract between versions of zlib: another Node may pack the same files to other bytes. */
const builtElsewhere = ({ service, digest }: BuiltImage, cause: LongshoreError): LongshoreError =>
  new LongshoreError('LS2204', {
    what: `another image of ${service} was made of the same inputs`,
    why: `this one is ${digest}; ${cause.why}`,
    fix: `rm -r dist/images/${service} and run it again: the image that is there is taken over then`,
    cause,
  });

const nothing = { bytes: 0, layers: 0 };
