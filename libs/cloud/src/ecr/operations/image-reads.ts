import {
  type BatchGetImageRequest,
  type BatchGetImageResponse,
  type BatchCheckLayerAvailabilityRequest,
  type BatchCheckLayerAvailabilityResponse,
  type DescribeImagesRequest,
  type DescribeImagesResponse,
  type Image,
  type ImageDetail,
  type ImageIdentifier,
  type Layer,
  type LayerFailure,
  type ListImagesRequest,
  type ListImagesResponse,
} from '@aws-sdk/client-ecr';
import { type CallContext, type OperationTable } from '../../kernel';
import { isDigest, type ManifestRecord, type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { findImage, hasStatus, imageOrThrow } from '../find-image';
import { countBySeverity } from '../scan-findings';
import { repositoryOf } from '../lookup';
import { page } from '../paging';

/** Operations that read images. */
export const imageReads = ({ state, blobs }: EcrContext): OperationTable => ({
  DescribeImages: (input: DescribeImagesRequest, context: CallContext): DescribeImagesResponse => {
    const repository = repositoryOf(state, input, context);
    if (input.imageIds?.length) {
      const found = new Set(input.imageIds.map((id) => imageOrThrow(repository, id)));
      return { imageDetails: [...found].map((image) => detail(repository, image)) };
    }
    const images = sorted(repository).filter(({ tags }) => hasStatus(tags, input.filter?.tagStatus));
    const { items, nextToken } = page(images, ({ digest }) => digest, input);
    return { imageDetails: items.map((image) => detail(repository, image)), nextToken };
  },

  ListImages: (input: ListImagesRequest, context: CallContext): ListImagesResponse => {
    const ids = sorted(repositoryOf(state, input, context))
      .filter(({ tags }) => hasStatus(tags, input.filter?.tagStatus))
      .flatMap(identifiersOf);
    const keyOf = ({ imageDigest, imageTag }: ImageIdentifier): string => `${imageDigest} ${imageTag ?? ''}`;
    const { items, nextToken } = page(ids, keyOf, input);
    return { imageIds: items, nextToken };
  },

  BatchGetImage: async (input: BatchGetImageRequest, context: CallContext): Promise<BatchGetImageResponse> => {
    const repository = repositoryOf(state, input, context);
    const found = (input.imageIds ?? []).map((id) => findImage(repository, id));
    const images = await Promise.all(
      found.map(async (each): Promise<Image[]> => {
        if (!each.image) return [];
        const bytes = await blobs.read(each.image.digest);
        return bytes ? [imageOf(repository, each.image, each.imageId, bytes.toString())] : [];
      }),
    );
    return { images: images.flat(), failures: found.flatMap(({ failure }) => failure ?? []) };
  },

  BatchCheckLayerAvailability: (
    input: BatchCheckLayerAvailabilityRequest,
    context: CallContext,
  ): BatchCheckLayerAvailabilityResponse => {
    const repository = repositoryOf(state, input, context);
    const digests = input.layerDigests ?? [];
    return {
      layers: digests.filter(isDigest).map((digest) => layerOf(repository, digest)),
      failures: digests.filter((digest) => !isDigest(digest)).map(invalidLayer),
    };
  },
});

const sorted = ({ manifests }: RepositoryRecord): ManifestRecord[] =>
  Object.values(manifests).sort((a, b) => a.pushedAt - b.pushedAt || (a.digest < b.digest ? -1 : 1));

const identifiersOf = ({ digest, tags }: ManifestRecord): ImageIdentifier[] =>
  tags.length > 0 ? tags.map((imageTag) => ({ imageDigest: digest, imageTag })) : [{ imageDigest: digest }];

const detail = ({ name, registryId }: RepositoryRecord, image: ManifestRecord): ImageDetail => ({
  registryId,
  repositoryName: name,
  imageDigest: image.digest,
  imageTags: image.tags.length > 0 ? image.tags : undefined,
  imageSizeInBytes: image.imageSize,
  imagePushedAt: new Date(image.pushedAt),
  imageManifestMediaType: image.mediaType,
  artifactMediaType: image.artifactType,
  subjectManifestDigest: image.subject,
  ...scanOf(image),
});

const scanOf = ({ scan }: ManifestRecord): Partial<ImageDetail> =>
  scan
    ? {
        imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
        imageScanFindingsSummary: {
          imageScanCompletedAt: new Date(scan.completedAt),
          vulnerabilitySourceUpdatedAt: new Date(scan.completedAt),
          findingSeverityCounts: countBySeverity(scan.findings),
        },
      }
    : {};

const imageOf = (
  { name, registryId }: RepositoryRecord,
  { digest, mediaType }: ManifestRecord,
  { imageTag }: ImageIdentifier,
  imageManifest: string,
): Image => ({
  registryId,
  repositoryName: name,
  imageId: { imageDigest: digest, imageTag },
  imageManifest,
  imageManifestMediaType: mediaType,
});

const layerOf = ({ blobs }: RepositoryRecord, layerDigest: string): Layer =>
  layerDigest in blobs
    ? { layerDigest, layerAvailability: 'AVAILABLE', layerSize: blobs[layerDigest] }
    : { layerDigest, layerAvailability: 'UNAVAILABLE' };

const invalidLayer = (layerDigest: string): LayerFailure => ({
  layerDigest,
  failureCode: 'InvalidLayerDigest',
  failureReason: 'Invalid request parameters',
});
