import { AwsError } from '../kernel';

/** A request that names or sets something wrong. */
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** A repository that is not there. */
export const repositoryNotFound = (name: string, registryId: string): AwsError =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );

/** Something that real ECR does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('UnsupportedFeatureException', `${what} is not built into the embedded cloud.`);
