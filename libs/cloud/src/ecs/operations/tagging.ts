import {
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  type Tag,
  type TagResourceRequest,
  type TagResourceResponse,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type OperationTable } from '../../kernel';
import { placeOf } from '../arn';
import { type EcsContext } from '../context';
import { clusterNotFound, invalidParameter } from '../errors';
import { findTaskDefinition } from '../lookup';
import { type EcsState } from '../state';
import { mergeTags, withoutTags } from '../tags';

/** Operations on the tags of clusters, services, task definitions and tasks. */
export const tagOperations = ({ state }: EcsContext): OperationTable => ({
  TagResource: ({ resourceArn = '', tags }: TagResourceRequest): TagResourceResponse => {
    const resource = taggable(state, resourceArn);
    resource.tags = mergeTags(resource.tags, tags);
    return {};
  },

  UntagResource: ({ resourceArn = '', tagKeys = [] }: UntagResourceRequest): UntagResourceResponse => {
    const resource = taggable(state, resourceArn);
    resource.tags = withoutTags(resource.tags, tagKeys);
    return {};
  },

  ListTagsForResource: ({ resourceArn = '' }: ListTagsForResourceRequest): ListTagsForResourceResponse => ({
    tags: taggable(state, resourceArn).tags,
  }),
});

/**
 * Finds what an ARN names.
 * @throws AwsError InvalidParameterException, ClusterNotFoundException, ResourceNotFoundException
 */
function taggable(state: EcsState, arn: string): { tags: Tag[] } {
  const [, kind] = /^arn:[^:]+:ecs:[^:]*:[^:]*:([a-z-]+)\//.exec(arn) ?? [];
  switch (kind) {
    case 'cluster':
      return found(state.clusters[arn], clusterNotFound());
    case 'service':
      return found(state.services[arn]);
    case 'task':
      return found(state.tasks[arn]?.task);
    case 'task-definition':
      return found(findTaskDefinition(state, placeOf(arn), arn));
    default:
      throw invalidParameter(`Invalid resource ARN: ${arn}`);
  }
}

function found<Resource>(
  resource: Resource | undefined,
  missing = new AwsError('ResourceNotFoundException', 'The specified resource was not found.'),
): Resource {
  if (!resource) throw missing;
  return resource;
}
