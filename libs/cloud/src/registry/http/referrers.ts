import { type BlobStore } from '../blobs/blob-store';
import { digestInvalid } from '../errors';
import { ociIndex } from '../manifests/media-types';
import { isDigest } from '../names';
import { type ManifestRecord } from '../state';
import { sendJson } from './answer';
import { type Handler } from './call';

/** GET: an index of the manifests that name this one as their subject; empty where there is none. */
export const listReferrers: Handler = async ({ blobs }, { response, repository, reference: subject, query }) => {
  if (!isDigest(subject)) throw digestInvalid(`${subject} is no digest`);
  const artifactType = query.get('artifactType');
  const referrers = Object.values(repository.manifests)
    .filter((manifest) => manifest.subject === subject)
    .filter((manifest) => artifactType === null || manifest.artifactType === artifactType);
  const manifests = await Promise.all(referrers.map((manifest) => describe(manifest, blobs)));
  const filters: Record<string, string> = artifactType === null ? {} : { 'oci-filters-applied': 'artifactType' };
  sendJson(
    response,
    200,
    { schemaVersion: 2, mediaType: ociIndex, manifests },
    { 'content-type': ociIndex, ...filters },
  );
};

/** A descriptor with the annotations of the manifest, which only its bytes have. */
async function describe({ mediaType, digest, size, artifactType }: ManifestRecord, blobs: BlobStore): Promise<object> {
  const bytes = await blobs.read(digest);
  const { annotations } = JSON.parse(bytes?.toString() ?? '{}') as { annotations?: Record<string, string> };
  return {
    mediaType,
    digest,
    size,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations ? { annotations } : {}),
  };
}
