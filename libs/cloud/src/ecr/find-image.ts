import { type ImageFailure, type ImageFailureCode, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { findManifest, isDigest, isTag, type ManifestRecord, type RepositoryRecord } from '../registry';

/** An image that a request names, or why there is none. */
export type FoundImage = { imageId: ImageIdentifier } & (
  { image: ManifestRecord; failure?: undefined } | { image?: undefined; failure: ImageFailure }
);

/** Finds an image by digest, by tag, or by both where they agree. */
export function findImage(repository: RepositoryRecord, imageId: ImageIdentifier): FoundImage {
  const { imageDigest, imageTag } = imageId;
  const fail = (failureCode: ImageFailureCode, failureReason: string): FoundImage => ({
    imageId,
    failure: { imageId, failureCode, failureReason },
  });
  if (imageDigest !== undefined && !isDigest(imageDigest)) {
    return fail(
      'InvalidImageDigest',
      'Invalid request parameters: image digest should satisfy the regex sha256:[0-9a-f]{64}',
    );
  }
  if (imageTag !== undefined && !isTag(imageTag))
    return fail('InvalidImageTag', 'Invalid request parameters: image tag');
  const target = imageDigest ?? imageTag;
  if (target === undefined)
    return fail('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  const image = findManifest(repository, target);
  if (!image) return fail('ImageNotFound', 'Requested image not found');
  if (imageTag !== undefined && !image.tags.includes(imageTag)) {
    return fail('ImageTagDoesNotMatchDigest', 'Given image tag is not associated with image having given digest');
  }
  return { imageId, image };
}
