import {
  type CreateRepositoryRequest,
  type CreateRepositoryResponse,
  type DeleteRepositoryRequest,
  type DeleteRepositoryResponse,
  type DescribeRepositoriesRequest,
  type DescribeRepositoriesResponse,
  type PutImageTagMutabilityRequest,
  type PutImageTagMutabilityResponse,
  type Repository,
} from '@aws-sdk/client-ecr';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { findRepository, isRepositoryName, repositoryNamePattern, type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { invalidParameter, notBuilt } from '../errors';
import { repositoryOf } from '../lookup';
import { filtersOf, readMutability } from '../mutability';
import { page } from '../paging';
import { mergeTags } from '../tags';

/** Operations on repositories. */
export const repositoryOperations = ({ state, clock }: EcrContext): OperationTable => ({
  CreateRepository: (input: CreateRepositoryRequest, context: CallContext): CreateRepositoryResponse => {
    const repository = newRepository(input, context, clock.now());
    const existing = findRepository(state, repository.name);
    if (existing) throw alreadyExists(existing);
    state.repositories[repository.name] = repository;
    return { repository: describe(repository, context) };
  },

  DescribeRepositories: (input: DescribeRepositoriesRequest, context: CallContext): DescribeRepositoriesResponse => {
    const { repositoryNames, registryId } = input;
    if (repositoryNames?.length) {
      const named = repositoryNames.map((repositoryName) =>
        repositoryOf(state, { repositoryName, ...(registryId ? { registryId } : {}) }, context),
      );
      return { repositories: named.map((each) => describe(each, context)) };
    }
    const all = Object.values(state.repositories).sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextToken } = page(all, ({ name }) => name, input);
    return { repositories: items.map((each) => describe(each, context)), nextToken };
  },

  DeleteRepository: (input: DeleteRepositoryRequest, context: CallContext): DeleteRepositoryResponse => {
    const repository = repositoryOf(state, input, context);
    if (!input.force && Object.keys(repository.manifests).length > 0) throw notEmpty(repository);
    delete state.repositories[repository.name];
    return { repository: describe(repository, context) };
  },

  PutImageTagMutability: (input: PutImageTagMutabilityRequest, context: CallContext): PutImageTagMutabilityResponse => {
    const repository = repositoryOf(state, input, context);
    const { name: repositoryName, registryId } = repository;
    repository.mutability = readMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
    return { registryId, repositoryName, ...describeMutability(repository) };
  },
});

function newRepository(input: CreateRepositoryRequest, context: CallContext, now: number): RepositoryRecord {
  const { repositoryName: name = '', encryptionConfiguration, imageScanningConfiguration } = input;
  if (!isRepositoryName(name)) {
    throw invalidParameter(
      `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '${repositoryNamePattern}''`,
    );
  }
  if ((encryptionConfiguration?.encryptionType ?? 'AES256') !== 'AES256') throw notBuilt('Encryption with KMS');
  return {
    name,
    arn: `arn:aws:ecr:${context.region}:${context.account}:repository/${name}`,
    registryId: context.account,
    createdAt: now,
    tags: mergeTags([], input.tags),
    mutability: readMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters),
    scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
    blobs: {},
    manifests: {},
  };
}

const describe = (repository: RepositoryRecord, { endpoint }: CallContext): Repository => ({
  repositoryArn: repository.arn,
  registryId: repository.registryId,
  repositoryName: repository.name,
  repositoryUri: `${new URL(endpoint).host}/${repository.name}`,
  createdAt: new Date(repository.createdAt),
  ...describeMutability(repository),
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: { encryptionType: 'AES256' },
});

function describeMutability({ mutability }: RepositoryRecord) {
  const filters = filtersOf(mutability);
  return {
    imageTagMutability: mutability.setting,
    ...(filters.length > 0 ? { imageTagMutabilityExclusionFilters: filters } : {}),
  };
}

const alreadyExists = ({ name, registryId }: RepositoryRecord): AwsError =>
  new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${registryId}'`,
  );

const notEmpty = ({ name, registryId }: RepositoryRecord): AwsError =>
  new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${registryId}' cannot be deleted because it still contains images`,
  );
