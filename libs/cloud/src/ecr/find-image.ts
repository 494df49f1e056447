import { type ImageFailure, type ImageFailureCode, type ImageIdentifier, type TagStatus } from '@aws-sdk/client-ecr';
import { AwsError } from '../kernel';
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

/**
 * Finds an image that has to be there.
 * @throws AwsError ImageNotFoundException in ECR's words, which print what the request leaves out as `null`
 */
export function imageOrThrow(repository: RepositoryRecord, id: ImageIdentifier): ManifestRecord {
  const { image } = findImage(repository, id);
  if (image) return image;
  throw new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} does not exist ` +
      `within the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
  );
}

/** Whether an image with these tags is one that a filter asks for. */
export const hasStatus = (tags: string[], status: TagStatus = 'ANY'): boolean =>
  status === 'ANY' || (status === 'TAGGED') === tags.length > 0;
