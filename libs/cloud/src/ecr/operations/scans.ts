import {
  type DescribeImageScanFindingsRequest,
  type DescribeImageScanFindingsResponse,
  type ImageIdentifier,
  type StartImageScanRequest,
  type StartImageScanResponse,
} from '@aws-sdk/client-ecr';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type ManifestRecord, type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { imageOrThrow } from '../find-image';
import { repositoryOf } from '../lookup';
import { page } from '../paging';
import { countBySeverity } from '../scan-findings';

/** Operations on scans. Nothing is scanned here: the findings are those that `PUT /_cloud/scan-findings` set. */
export const scanOperations = ({ state, clock }: EcrContext): OperationTable => ({
  StartImageScan: (input: StartImageScanRequest, context: CallContext): StartImageScanResponse => {
    const repository = repositoryOf(state, input, context);
    const image = imageOrThrow(repository, input.imageId ?? {});
    image.scan = { findings: image.scan?.findings ?? [], completedAt: clock.now() };
    return { ...describe(repository, image, input.imageId), imageScanStatus: { status: 'IN_PROGRESS' } };
  },

  DescribeImageScanFindings: (
    input: DescribeImageScanFindingsRequest,
    context: CallContext,
  ): DescribeImageScanFindingsResponse => {
    const repository = repositoryOf(state, input, context);
    const image = imageOrThrow(repository, input.imageId ?? {});
    if (!image.scan) throw scanNotFound(repository, image);
    const { findings, completedAt } = image.scan;
    const numbered = findings.map((finding, index) => ({ finding, index }));
    const { items, nextToken } = page(numbered, ({ index }) => String(index), input);
    return {
      ...describe(repository, image, input.imageId),
      imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
      imageScanFindings: {
        imageScanCompletedAt: new Date(completedAt),
        vulnerabilitySourceUpdatedAt: new Date(completedAt),
        findings: items.map(({ finding }) => finding),
        findingSeverityCounts: countBySeverity(findings),
      },
      nextToken,
    };
  },
});

const describe = (
  { registryId, name: repositoryName }: RepositoryRecord,
  { digest: imageDigest }: ManifestRecord,
  { imageTag }: ImageIdentifier = {},
) => ({ registryId, repositoryName, imageId: { imageDigest, imageTag } });

const scanNotFound = ({ name, registryId }: RepositoryRecord, { digest }: ManifestRecord): AwsError =>
  new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '{imageDigest:'${digest}'}' in the repository with name '${name}' ` +
      `in the registry with id '${registryId}'`,
  );
