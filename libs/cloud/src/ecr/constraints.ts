import { type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'CreatePullThroughCacheRuleRequest.upstreamRegistry': 'UpstreamRegistry',
  'CreateRepositoryCreationTemplateRequest.appliedFor': 'RCTAppliedFor',
  'CreateRepositoryCreationTemplateRequest.imageTagMutability': 'ImageTagMutability',
  'CreateRepositoryRequest.imageTagMutability': 'ImageTagMutability',
  'DescribeImagesFilter.imageStatus': 'ImageStatusFilter',
  'DescribeImagesFilter.tagStatus': 'TagStatus',
  'DescribeReplicationBackfillResultsRequest.resultStatusFilter': 'ReplicationBackfillResultStatus',
  'EncryptionConfiguration.encryptionType': 'EncryptionType',
  'EncryptionConfigurationForRepositoryCreationTemplate.encryptionType': 'EncryptionType',
  'ImageTagMutabilityExclusionFilter.filterType': 'ImageTagMutabilityExclusionFilterType',
  'LifecyclePolicyPreviewFilter.tagStatus': 'TagStatus',
  'ListImageReferrersFilter.artifactStatus': 'ArtifactStatusFilter',
  'ListImagesFilter.imageStatus': 'ImageStatusFilter',
  'ListImagesFilter.tagStatus': 'TagStatus',
  'PutImageTagMutabilityRequest.imageTagMutability': 'ImageTagMutability',
  'PutRegistryScanningConfigurationRequest.scanType': 'ScanType',
  'RegistryScanningRule.scanFrequency': 'ScanFrequency',
  'RepositoryFilter.filterType': 'RepositoryFilterType',
  'ScanningRepositoryFilter.filterType': 'ScanningRepositoryFilterType',
  'SigningRepositoryFilter.filterType': 'SigningRepositoryFilterType',
  'UpdateImageStorageClassRequest.targetStorageClass': 'TargetStorageClass',
  'UpdateRepositoryCreationTemplateRequest.appliedFor': 'RCTAppliedFor',
  'UpdateRepositoryCreationTemplateRequest.imageTagMutability': 'ImageTagMutability',
};

const imageTag = { length: [1, 300] } as const;
const page = { range: [1, 1000] } as const;
const registryId = { pattern: '[0-9]{12}' } as const;

/** What ECR asks of values beyond their types, before an operation sees them. */
export const ecrConstraints: Constraints = {
  code: () => 'InvalidParameterException',
  message: (path, _value, must) => `Invalid parameter at '${path}' failed to satisfy constraint: '${must}'`,
  members: {
    ...oneOf(enums),
    'BatchDeleteImageRequest.imageIds': { length: [1, 100] },
    'BatchGetImageRequest.imageIds': { length: [1, 100] },
    'BatchCheckLayerAvailabilityRequest.layerDigests': { length: [1, 100] },
    'CreateRepositoryRequest.registryId': registryId,
    'DescribeImagesRequest.maxResults': page,
    'DescribeImagesRequest.registryId': registryId,
    'DescribeRepositoriesRequest.maxResults': page,
    'DescribeRepositoriesRequest.registryId': registryId,
    'DescribeRepositoriesRequest.repositoryNames': { length: [1, 100] },
    'GetAuthorizationTokenRequest.registryIds': { length: [1, 10], ...registryId },
    'ImageIdentifier.imageTag': imageTag,
    'ListImagesRequest.maxResults': page,
    'PutImageRequest.imageManifest': { length: [1, 4_194_304] },
    'PutImageRequest.imageTag': imageTag,
  },
};
