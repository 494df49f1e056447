import { type CallContext } from '../kernel';
import { type EcrState, findRepository, type RepositoryRecord } from '../registry';
import { repositoryNotFound } from './errors';

/** How requests name a repository. */
export interface RepositoryReference {
  repositoryName?: string;
  registryId?: string;
}

/**
 * Finds a repository.
 * @throws AwsError RepositoryNotFoundException, also for one of another registry than the request says
 */
export function repositoryOf(
  state: EcrState,
  { repositoryName = '', registryId }: RepositoryReference,
  { account }: CallContext,
): RepositoryRecord {
  const repository = findRepository(state, repositoryName);
  if (!repository || (registryId !== undefined && registryId !== repository.registryId)) {
    throw repositoryNotFound(repositoryName, registryId ?? account);
  }
  return repository;
}
