import { type GetLogEventsRequest, type GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { type CallContext, type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { type LogEvent, positionOf, sizeOf } from '../events/log-event';
import { expiredBefore, groupOf, streamOf } from '../lookup';
import { checkLimit, invalidToken } from '../paging';

/** Most events of a page, and most bytes. */
export const largestPage = { events: 10_000, bytes: 1024 * 1024 };

/** The operation that reads one stream. */
export const getOperations = ({ state, clock, files }: LogsContext): OperationTable => ({
  GetLogEvents: async (input: GetLogEventsRequest, context: CallContext): Promise<GetLogEventsResponse> => {
    const group = groupOf(state, context, input);
    const stream = streamOf(group, input.logStreamName ?? '');
    checkLimit(input.limit ?? largestPage.events, largestPage.events);
    const cursor = readToken(input);
    const start = Math.max(input.startTime ?? 0, expiredBefore(group, clock.now()));
    const all = await files.of(stream.file).read();
    const events = all.filter(({ timestamp }) => timestamp >= start && timestamp < (input.endTime ?? Infinity));
    const found = cursor.forward
      ? firstPage(after(events, cursor.position), input.limit)
      : lastPage(before(events, cursor.position), input.limit);
    return {
      events: found.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
      ...tokens(found, cursor.position),
    };
  },
});

/** Where a read goes on from, and in which direction. */
interface Cursor {
  forward: boolean;
  /** None where a first read begins: at the oldest event, or at the newest. */
  position?: string;
}

function readToken({ nextToken, startFromHead = false }: GetLogEventsRequest): Cursor {
  if (nextToken === undefined) return { forward: startFromHead };
  const [, direction, position] = /^([fb])\/(\d{32})\/s$/.exec(nextToken) ?? [];
  if (position === undefined) throw invalidToken();
  return { forward: direction === 'f', position };
}

const after = (events: LogEvent[], position = ''): LogEvent[] => events.filter((event) => positionOf(event) > position);
const before = (events: LogEvent[], position = ':'): LogEvent[] =>
  events.filter((event) => positionOf(event) < position);

/** As many of the first events as one answer may hold. */
export function firstPage<Event extends { message: string }>(
  events: Event[],
  limit: number = largestPage.events,
): Event[] {
  let bytes = 0;
  const end = events.findIndex(
    ({ message }, index) => index >= limit || (bytes += sizeOf(message)) > largestPage.bytes,
  );
  // One event alone may be as large as a page.
  return end < 0 ? events : events.slice(0, Math.max(end, 1));
}

const lastPage = (events: LogEvent[], limit: number | undefined): LogEvent[] =>
  firstPage(events.toReversed(), limit).reverse();

/** Tokens are there even at the end, where the one that was given comes back: so clients know that it is the end. */
function tokens(found: LogEvent[], position = '0'.repeat(32)): Partial<GetLogEventsResponse> {
  const [first] = found;
  const last = found.at(-1);
  return {
    nextForwardToken: `f/${last ? positionOf(last) : position}/s`,
    nextBackwardToken: `b/${first ? positionOf(first) : position}/s`,
  };
}
