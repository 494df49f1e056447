import {
  type BatchDeleteImageRequest,
  type BatchDeleteImageResponse,
  type ImageFailure,
  type ImageIdentifier,
  type PutImageRequest,
  type PutImageResponse,
} from '@aws-sdk/client-ecr';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import {
  digestOf,
  findManifest,
  indexesWith,
  isDigest,
  isTag,
  type ManifestRecord,
  putManifest,
  RegistryError,
  removeManifest,
  removeTag,
  type RepositoryRecord,
} from '../../registry';
import { type EcrContext } from '../context';
import { invalidParameter } from '../errors';
import { findImage } from '../find-image';
import { repositoryOf } from '../lookup';

/** Operations that change images. */
export const imageOperations = ({ state, clock, blobs }: EcrContext): OperationTable => ({
  PutImage: async (input: PutImageRequest, context: CallContext): Promise<PutImageResponse> => {
    const repository = repositoryOf(state, input, context);
    checkReference(input);
    const { imageTag: tag, imageDigest, imageManifestMediaType: contentType } = input;
    const bytes = Buffer.from(input.imageManifest ?? '');
    const same = findManifest(repository, digestOf(bytes));
    if (same && (tag === undefined || same.tags.includes(tag))) throw imageExists(repository, same, tag);
    const push = { bytes, contentType, tag, digest: imageDigest, now: clock.now() };
    const image = await putManifest(repository, blobs, push).catch((error: unknown) => {
      throw asAwsError(error);
    });
    const { name: repositoryName, registryId } = repository;
    const imageId = { imageDigest: image.digest, imageTag: tag };
    const manifest = { imageManifest: input.imageManifest, imageManifestMediaType: image.mediaType };
    return { image: { registryId, repositoryName, imageId, ...manifest } };
  },

  BatchDeleteImage: (input: BatchDeleteImageRequest, context: CallContext): BatchDeleteImageResponse => {
    const repository = repositoryOf(state, input, context);
    const results = (input.imageIds ?? []).map((id) => remove(repository, id));
    return {
      imageIds: results.flatMap(({ removed }) => removed),
      failures: results.flatMap(({ failure }) => failure ?? []),
    };
  },
});

interface Removal {
  removed: ImageIdentifier[];
  failure?: ImageFailure;
}

/** By tag, the tag goes, and the image with its last tag; by digest, the image goes with all of its tags. */
function remove(repository: RepositoryRecord, imageId: ImageIdentifier): Removal {
  const { image, failure } = findImage(repository, imageId);
  if (!image) return { removed: [], failure };
  const { imageTag } = imageId;
  if (imageTag !== undefined && image.tags.length > 1) {
    removeTag(repository, imageTag);
    return { removed: [{ imageDigest: image.digest, imageTag }] };
  }
  if (indexesWith(repository, image).length > 0) return { removed: [], failure: referenced(imageId) };
  const { digest: imageDigest, tags } = image;
  removeManifest(repository, image);
  return { removed: tags.length > 0 ? tags.map((tag) => ({ imageDigest, imageTag: tag })) : [{ imageDigest }] };
}

const referenced = (imageId: ImageIdentifier): ImageFailure => ({
  imageId,
  failureCode: 'ImageReferencedByManifestList',
  failureReason: 'Requested image referenced by manifest list',
});

function checkReference({ imageTag, imageDigest }: PutImageRequest): void {
  if (imageTag !== undefined && !isTag(imageTag))
    throw invalidParameter(`Invalid parameter at 'imageTag': ${imageTag}`);
  if (imageDigest !== undefined && !isDigest(imageDigest)) {
    throw invalidParameter(`Invalid parameter at 'imageDigest': ${imageDigest}`);
  }
}

const imageExists = ({ name, registryId }: RepositoryRecord, { digest }: ManifestRecord, tag?: string): AwsError =>
  new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}'${tag === undefined ? '' : ` and tag '${tag}'`} already exists in the repository with ` +
      `name '${name}' in registry with id '${registryId}'`,
  );

/** What the registry refuses, by the names that the API has for it. */
const names: Record<string, string> = {
  TAG_INVALID: 'ImageTagAlreadyExistsException',
  MANIFEST_BLOB_UNKNOWN: 'LayersNotFoundException',
  DIGEST_INVALID: 'ImageDigestDoesNotMatchException',
  MANIFEST_INVALID: 'InvalidParameterException',
  SIZE_INVALID: 'InvalidParameterException',
};

function asAwsError(error: unknown): unknown {
  const name = error instanceof RegistryError ? names[error.code] : undefined;
  return error instanceof RegistryError && name !== undefined ? new AwsError(name, error.message) : error;
}
