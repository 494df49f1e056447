import {
  type CreateLogStreamRequest,
  type DeleteLogStreamRequest,
  type DescribeLogStreamsRequest,
  type DescribeLogStreamsResponse,
  type LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { invalidParameter } from '../errors';
import { groupOf, streamOf } from '../lookup';
import { makeStream } from '../make';
import { page } from '../paging';
import { type GroupRecord, type StreamRecord } from '../state';

/** Operations on log streams. */
export const streamOperations = (logs: LogsContext): OperationTable => ({
  CreateLogStream: (input: CreateLogStreamRequest, context: CallContext): object => {
    makeStream(groupOf(logs.state, context, input), input.logStreamName ?? '', logs.clock.now());
    return {};
  },

  DescribeLogStreams: (input: DescribeLogStreamsRequest, context: CallContext): Promise<DescribeLogStreamsResponse> =>
    describeStreams(logs, input, groupOf(logs.state, context, input)),

  DeleteLogStream: async (input: DeleteLogStreamRequest, context: CallContext): Promise<object> => {
    const group = groupOf(logs.state, context, input);
    const { name, file } = streamOf(group, input.logStreamName ?? '');
    delete group.streams[name];
    await logs.files.remove(file);
    return {};
  },
});

async function describeStreams(
  { files }: LogsContext,
  input: DescribeLogStreamsRequest,
  group: GroupRecord,
): Promise<DescribeLogStreamsResponse> {
  const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false } = input;
  if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const found = Object.values(group.streams).filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''));
  const described = await Promise.all(found.map((stream) => describe(group, stream, files)));
  const sorted = described.sort(orderBy === 'LastEventTime' ? byLastEvent : byName);
  if (descending) sorted.reverse();
  const { items, nextToken } = page(sorted, ({ logStreamName = '' }) => logStreamName, input);
  return { logStreams: items, nextToken };
}

const byName = (a: LogStream, b: LogStream): number => ((a.logStreamName ?? '') < (b.logStreamName ?? '') ? -1 : 1);
const byLastEvent = (a: LogStream, b: LogStream): number =>
  (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0) || byName(a, b);

async function describe(group: GroupRecord, stream: StreamRecord, files: LogsContext['files']): Promise<LogStream> {
  const { firstTimestamp, lastTimestamp, lastIngestedAt } = await files.of(stream.file).summary();
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: firstTimestamp,
    lastEventTimestamp: lastTimestamp,
    lastIngestionTime: lastIngestedAt,
    uploadSequenceToken: sequenceToken(stream),
    arn: `${group.arn}:log-stream:${stream.name}`,
    // What AWS has answered since June 2019.
    storedBytes: 0,
  };
}

/** The token that PutLogEvents once wanted; AWS gives one still, and takes any. */
export const sequenceToken = ({ createdAt }: StreamRecord): string => `49${String(createdAt).padStart(54, '0')}`;
