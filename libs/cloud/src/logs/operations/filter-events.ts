import {
  type FilteredLogEvent,
  type FilterLogEventsRequest,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { invalidParameter } from '../errors';
import { eventId, type LogEvent, positionOf } from '../events/log-event';
import { type Filter, parsePattern } from '../filter/parse-pattern';
import { expiredBefore, groupOf, streamOf } from '../lookup';
import { checkLimit, invalidToken } from '../paging';
import { type GroupRecord, type StreamRecord } from '../state';
import { firstPage, largestPage } from './get-events';

/** The operation that reads the streams of a group together. */
export const filterOperations = ({ state, clock, files }: LogsContext): OperationTable => ({
  FilterLogEvents: async (input: FilterLogEventsRequest, context: CallContext): Promise<FilterLogEventsResponse> => {
    const group = groupOf(state, context, input);
    checkLimit(input.limit ?? largestPage.events, largestPage.events);
    const search = {
      from: Math.max(input.startTime ?? 0, expiredBefore(group, clock.now())),
      to: input.endTime ?? Infinity,
      after: readToken(input.nextToken),
      matches: parsePattern(input.filterPattern ?? ''),
    };
    const found = await Promise.all(streamsOf(group, input).map((stream) => searchStream(files, stream, search)));
    const sorted = found.flat().sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    const events = firstPage(sorted, input.limit);
    const last = events.at(-1);
    return {
      events: events.map(describe),
      // Empty since June 2019.
      searchedLogStreams: [],
      nextToken: last && events.length < sorted.length ? Buffer.from(placeOf(last)).toString('base64url') : undefined,
    };
  },
});

function streamsOf(
  group: GroupRecord,
  { logStreamNames, logStreamNamePrefix }: FilterLogEventsRequest,
): StreamRecord[] {
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot specify both logStreamNames and logStreamNamePrefix.');
  }
  if (logStreamNames) return [...new Set(logStreamNames)].map((name) => streamOf(group, name));
  return Object.values(group.streams).filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''));
}

interface Search {
  /** Milliseconds since 1970, this one included. */
  from: number;
  /** Milliseconds since 1970, this one included. */
  to: number;
  /** The place of the last event of the page before. */
  after: string;
  matches: Filter;
}

interface Found extends LogEvent {
  stream: StreamRecord;
}

async function searchStream(files: LogsContext['files'], stream: StreamRecord, search: Search): Promise<Found[]> {
  const file = files.of(stream.file);
  const { lastTimestamp = -1, firstTimestamp = 0 } = await file.summary();
  // Who follows a log asks again and again: streams that have nothing new are not read.
  if (lastTimestamp < search.from || firstTimestamp > search.to) return [];
  const found = (await file.read()).map((event) => ({ ...event, stream }));
  return found.filter(
    (event) =>
      event.timestamp >= search.from &&
      event.timestamp <= search.to &&
      placeOf(event) > search.after &&
      search.matches(event.message),
  );
}

/** Text that sorts as the events of a group do: by time, by stream, by the order within the stream. */
function placeOf({ stream, ...event }: Found): string {
  const position = positionOf(event);
  return `${position.slice(0, 16)} ${stream.name} ${position.slice(16)}`;
}

function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  const place = Buffer.from(token, 'base64url').toString();
  if (!/^\d{16} .* \d{16}$/s.test(place)) throw invalidToken();
  return place;
}

const describe = (event: Found): FilteredLogEvent => ({
  logStreamName: event.stream.name,
  timestamp: event.timestamp,
  message: event.message,
  ingestionTime: event.ingestedAt,
  eventId: eventId(event, event.stream.file),
});
