import { type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'CreateLogGroupRequest.logGroupClass': 'LogGroupClass',
  'DescribeLogGroupsRequest.logGroupClass': 'LogGroupClass',
  'DescribeLogStreamsRequest.orderBy': 'OrderBy',
};

/** What CloudWatch Logs asks of values beyond their types, before an operation sees them. */
export const logsConstraints: Constraints = {
  code: () => 'InvalidParameterException',
  members: {
    ...oneOf(enums),
    'DescribeLogGroupsRequest.limit': { range: [1, 50] },
    'DescribeLogStreamsRequest.limit': { range: [1, 50] },
    'FilterLogEventsRequest.filterPattern': { length: [0, 1024] },
    'FilterLogEventsRequest.limit': { range: [1, 10_000] },
    'FilterLogEventsRequest.logStreamNames': { length: [1, 100] },
    'GetLogEventsRequest.limit': { range: [1, 10_000] },
  },
};
