import {
  type PutLogEventsRequest,
  type PutLogEventsResponse,
  type RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { invalidParameter } from '../errors';
import { sizeOf } from '../events/log-event';
import { type NewEvent } from '../events/stream-file';
import { expiredBefore, groupOf, streamOf } from '../lookup';
import { sequenceToken } from './streams';

const day = 86_400_000;
const mebibyte = 1024 * 1024;

/** The operation that adds events to a stream. */
export const putOperations = ({ state, clock, files }: LogsContext): OperationTable => ({
  PutLogEvents: async (input: PutLogEventsRequest, context: CallContext): Promise<PutLogEventsResponse> => {
    const group = groupOf(state, context, { logGroupName: input.logGroupName });
    const stream = streamOf(group, input.logStreamName ?? '');
    const events = (input.logEvents ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    checkBatch(events);
    const now = clock.now();
    const rejected = rejectedOf(events, now, expiredBefore(group, now));
    const { tooNewLogEventStartIndex: end } = rejected ?? {};
    const start = rejected?.expiredLogEventEndIndex ?? rejected?.tooOldLogEventEndIndex ?? 0;
    const accepted = events.slice(start, end);
    if (accepted.length > 0) await files.append(stream.file, accepted, now);
    return { nextSequenceToken: sequenceToken(stream), rejectedLogEventsInfo: rejected };
  },
});

function checkBatch(events: NewEvent[]): void {
  if (events.length < 1 || events.length > 10_000) {
    throw invalidParameter(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and 10000`,
    );
  }
  const sizes = events.map(({ message }) => sizeOf(message));
  if (events.some(({ message }) => message === '')) throw invalidParameter('Log event message must not be empty.');
  const large = sizes.find((size) => size > mebibyte);
  if (large !== undefined) throw invalidParameter(`Log event too large: ${large} bytes exceeds limit of ${mebibyte}`);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > mebibyte) throw invalidParameter(`Upload too large: ${total} bytes exceeds limit of ${mebibyte}`);
  checkTimes(events.map(({ timestamp }) => timestamp));
}

function checkTimes(times: number[]): void {
  if (times.some((time) => !Number.isInteger(time) || time < 0)) {
    throw invalidParameter('The timestamp of a log event must be milliseconds since 1970.');
  }
  if (times.some((time, index) => time < (times[index - 1] ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > day) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}

/** AWS takes nothing older than 14 days or the group's retention, and nothing more than 2 hours ahead. */
function rejectedOf(events: NewEvent[], now: number, expired: number): RejectedLogEventsInfo | undefined {
  const before = (time: number): number | undefined => {
    const first = events.findIndex(({ timestamp }) => timestamp >= time);
    return first === 0 ? undefined : first < 0 ? events.length : first;
  };
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + 2 * 3_600_000);
  const info: RejectedLogEventsInfo = {
    tooNewLogEventStartIndex: tooNew < 0 ? undefined : tooNew,
    tooOldLogEventEndIndex: before(now - 14 * day),
    expiredLogEventEndIndex: before(expired),
  };
  return Object.values(info).some((index) => index !== undefined) ? info : undefined;
}
