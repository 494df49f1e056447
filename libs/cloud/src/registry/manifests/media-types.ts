/** The manifests that ECR takes. */
const manifests = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);

const indexes = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Whether a media type is that of a manifest or an index. */
export const isManifestType = (mediaType: string): boolean => manifests.has(mediaType) || indexes.has(mediaType);

/** Whether a media type is that of an index of manifests. */
export const isIndexType = (mediaType: string): boolean => indexes.has(mediaType);

/** Layers that stay where they are, and are not pushed. */
export const isForeign = (mediaType: string): boolean => /\.(foreign|nondistributable)\./.test(mediaType);

export const ociIndex = 'application/vnd.oci.image.index.v1+json';
