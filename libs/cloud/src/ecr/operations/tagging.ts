import {
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  type TagResourceRequest,
  type TagResourceResponse,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '@aws-sdk/client-ecr';
import { type CallContext, type OperationTable } from '../../kernel';
import { findRepository, type EcrState, type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { invalidParameter, repositoryNotFound } from '../errors';
import { mergeTags } from '../tags';

/** Operations on the tags of repositories. */
export const tagOperations = ({ state }: EcrContext): OperationTable => ({
  TagResource: ({ resourceArn, tags }: TagResourceRequest, context: CallContext): TagResourceResponse => {
    const repository = taggable(state, resourceArn, context);
    repository.tags = mergeTags(repository.tags, tags);
    return {};
  },

  UntagResource: ({ resourceArn, tagKeys = [] }: UntagResourceRequest, context: CallContext): UntagResourceResponse => {
    const repository = taggable(state, resourceArn, context);
    repository.tags = repository.tags.filter(({ Key = '' }) => !tagKeys.includes(Key));
    return {};
  },

  ListTagsForResource: (
    { resourceArn }: ListTagsForResourceRequest,
    context: CallContext,
  ): ListTagsForResourceResponse => ({ tags: taggable(state, resourceArn, context).tags }),
});

function taggable(state: EcrState, arn = '', { account }: CallContext): RepositoryRecord {
  const name = /^arn:[^:]+:ecr:[^:]*:[^:]*:repository\/(.+)$/.exec(arn)?.[1];
  if (name === undefined)
    throw invalidParameter(`Invalid parameter at 'resourceArn': ${arn} is no ARN of a repository`);
  const repository = findRepository(state, name);
  if (repository?.arn !== arn) throw repositoryNotFound(name, account);
  return repository;
}
