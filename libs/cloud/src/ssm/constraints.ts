import { type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'AddTagsToResourceRequest.ResourceType': 'ResourceTypeForTagging',
  'ListTagsForResourceRequest.ResourceType': 'ResourceTypeForTagging',
  'ParametersFilter.Key': 'ParametersFilterKey',
  'PutParameterRequest.Tier': 'ParameterTier',
  'PutParameterRequest.Type': 'ParameterType',
  'RemoveTagsFromResourceRequest.ResourceType': 'ResourceTypeForTagging',
};

const names = { length: [1, 10] } as const;

/** What Parameter Store asks of values beyond their types, before an operation sees them. */
export const ssmConstraints: Constraints = {
  code: () => 'ValidationException',
  members: {
    ...oneOf(enums),
    'DeleteParametersRequest.Names': names,
    'DescribeParametersRequest.MaxResults': { range: [1, 50] },
    'GetParametersByPathRequest.MaxResults': { range: [1, 10] },
    'GetParametersByPathRequest.Path': { length: [1, 2048] },
    'GetParametersRequest.Names': names,
    'GetParameterRequest.Name': { length: [1, 2048] },
    'PutParameterRequest.AllowedPattern': { length: [0, 1024] },
    'PutParameterRequest.Description': { length: [0, 1024] },
    'PutParameterRequest.Name': { length: [1, 2048] },
    'Tag.Key': { length: [1, 128] },
    'Tag.Value': { length: [0, 256] },
  },
};
