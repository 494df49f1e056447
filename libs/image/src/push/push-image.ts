import { readFile } from 'node:fs/promises';
import { isLongshoreError, LongshoreError } from '@longshore/model';
import { atOnce, attachArtifact, attachRecords, type Repository } from '@longshore/registry';
import { currentImage } from '../build/build-image';
import { blobFile, imageFolder } from '../build/layout';
import { type BuiltImage, type Project, type PushedImage } from '../image';
import { mediaTypes } from '../oci';
import { evidenceFor, provenanceFor } from '../records/record-files';
import { keyTag, type Trust, trustedProvenance } from '../reuse/reuse-image';
import { writeSbom } from '../sbom/sbom-file';
import { testsClaim } from '../tests/tests-key';
import { type Push, sendImage } from './send-image';

/** By which tools find the bill of materials of an image in a registry: CycloneDX's registered media type. */
const sbomType = 'application/vnd.cyclonedx+json';

/**
 * Puts the built image where a cluster can pull it: blobs, manifest, provenance, evidence, bill of materials, and tags last, so
 * that no half image ever has a name. What is there already is not sent; where all is there, nothing is written.
 * @throws LS2008 if nothing is built of the sources as they are, LS3101 and LS3127 without its records, LS2201 to LS2204
 */
export async function pushImage(
  project: Project,
  repository: Repository,
  tags: string[],
  signal?: AbortSignal,
  { signers, ...options }: Pick<Push, 'mountFrom' | 'onProgress'> & Trust = {},
): Promise<PushedImage> {
  const image = await currentImage(project, signal);
  const { service, digest, inputKey } = image;
  const evidence = await evidenceFor(project, { service, digest, inputKey, ...testsClaim(project) });
  const provenance = await provenanceFor(project, image);
  const sbom = await writeSbom(project, image);
  const layout = imageFolder(project);
  const manifest = await readFile(blobFile(layout, image.digest));
  const push: Push = { repository, layout, image, manifest, ...options, ...(signal ? { signal } : {}) };

  const isThere = (await repository.manifest(image.digest, signal)) !== undefined;
  const sent = isThere ? nothing : await sendImage(push);
  const subject = { mediaType: mediaTypes.manifest, digest: image.digest, size: manifest.length };
  const recordBytes = await attachRecords(repository, subject, [provenance, evidence], signal);
  const sbomBytes = await attachArtifact(repository, subject, { artifactType: sbomType, content: sbom }, signal);
  await atOnce(tags, (tag, either) => putTag({ ...push, signal: either }, tag, { signers }), signal);
  return {
    reference: `${repository.name}@${image.digest}`,
    digest: image.digest,
    bytesSent: sent.bytes + recordBytes + sbomBytes,
    size: image.size,
    layersSent: sent.layers,
    layersReused: image.layers.length - sent.layers,
  };
}

/**
 * A name for people stays with the image that has it, and so does the tag of an input key that somebody gave to an image
 * without provenance: nobody takes that over. Two images that were built from one key are an error.
 */
async function putTag({ repository, image, manifest, signal }: Push, tag: string, trust: Trust): Promise<void> {
  try {
    await repository.putManifest(manifest, mediaTypes.manifest, tag, signal);
  } catch (error) {
    if (!isLongshoreError(error) || error.code !== 'LS2204') throw error;
    if (tag !== keyTag(image.inputKey)) return;
    const other = await repository.manifest(tag, signal);
    const build = { service: image.service, digest: other?.digest ?? image.digest, inputKey: image.inputKey };
    if (await trustedProvenance(repository, build, trust, signal)) throw builtElsewhere(image, error);
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
