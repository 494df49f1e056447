import {
  type AddTagsToResourceRequest,
  type AddTagsToResourceResult,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResult,
  type RemoveTagsFromResourceRequest,
  type RemoveTagsFromResourceResult,
} from '@aws-sdk/client-ssm';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { findParameter } from '../lookup';
import { type ParameterRecord, type SsmState } from '../state';
import { mergeTags } from '../tags';

/** Operations on the tags of parameters. */
export const tagOperations = ({ state }: SsmContext): OperationTable => ({
  AddTagsToResource: (input: AddTagsToResourceRequest, context: CallContext): AddTagsToResourceResult => {
    const parameter = taggable(state, context, input);
    parameter.tags = mergeTags(parameter.tags, input.Tags);
    return {};
  },

  RemoveTagsFromResource: (
    input: RemoveTagsFromResourceRequest,
    context: CallContext,
  ): RemoveTagsFromResourceResult => {
    const parameter = taggable(state, context, input);
    const removed = input.TagKeys ?? [];
    parameter.tags = parameter.tags.filter(({ Key = '' }) => !removed.includes(Key));
    return {};
  },

  ListTagsForResource: (input: ListTagsForResourceRequest, context: CallContext): ListTagsForResourceResult => ({
    TagList: taggable(state, context, input).tags,
  }),
});

function taggable(
  state: SsmState,
  context: CallContext,
  { ResourceType, ResourceId = '' }: ListTagsForResourceRequest,
): ParameterRecord {
  if (ResourceType !== 'Parameter') {
    throw new AwsError(
      'InvalidResourceType',
      `The resource type ${ResourceType} is not built into the embedded cloud.`,
    );
  }
  const parameter = findParameter(state, context, ResourceId);
  if (!parameter)
    throw new AwsError('InvalidResourceId', 'The resource ID is not valid. Verify that you entered the correct ID.');
  return parameter;
}
