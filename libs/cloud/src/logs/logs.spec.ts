import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  ListTagsForResourceCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LogsWorld } from './testing/logs-world';

const logGroupName = '/ecs/rooms';
const logStreamName = 'app/web/1';
const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;

describe('CloudWatch Logs, through the SDK', () => {
  let world: LogsWorld;

  beforeEach(async () => {
    world = await LogsWorld.start();
  });

  afterEach(() => world.end());

  const send: CloudWatchLogsClient['send'] = ((command: never) => world.client.send(command)) as never;
  const get = (more: Partial<GetLogEventsCommandInput> = {}) =>
    send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more }));
  const filter = (more: Partial<FilterLogEventsCommandInput> = {}) =>
    send(new FilterLogEventsCommand({ logGroupName, ...more }));
  const messages = (events: { message?: string }[] = []) => events.map(({ message }) => message);

  describe('groups', () => {
    it('are made, described by prefix, page by page, and deleted', async () => {
      for (const name of ['/ecs/b', '/ecs/a', '/other']) {
        await send(new CreateLogGroupCommand({ logGroupName: name }));
      }
      const first = await send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/', limit: 1 }));
      expect(first.logGroups).toEqual([
        {
          logGroupName: '/ecs/a',
          arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/a:*',
          logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/a',
          creationTime: world.clock.now(),
          metricFilterCount: 0,
          storedBytes: 0,
          logGroupClass: 'STANDARD',
        },
      ]);
      const { nextToken } = first;
      const second = await send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/', limit: 1, nextToken }));
      expect(second.logGroups).toMatchObject([{ logGroupName: '/ecs/b' }]);
      expect(second.nextToken).toBeUndefined();
      await send(new DeleteLogGroupCommand({ logGroupName: '/ecs/a' }));
      const { logGroups } = await send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'ECS' }));
      expect(logGroups).toMatchObject([{ logGroupName: '/ecs/b' }]);
    });

    it('are refused twice, and under bad names', async () => {
      await send(new CreateLogGroupCommand({ logGroupName }));
      await expect(send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
        name: 'ResourceAlreadyExistsException',
        message: 'The specified log group already exists',
      });
      await expect(send(new CreateLogGroupCommand({ logGroupName: 'a b' }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
      });
    });

    it('forget events that are older than their retention', async () => {
      await world.stream(logGroupName, logStreamName);
      await world.put(logGroupName, logStreamName, 'old');
      await world.clock.advance(2 * 86_400_000);
      await world.put(logGroupName, logStreamName, 'new');
      await send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
      expect((await send(new DescribeLogGroupsCommand({}))).logGroups).toMatchObject([{ retentionInDays: 1 }]);
      expect(messages((await get()).events)).toEqual(['new']);
      expect(messages((await filter()).events)).toEqual(['new']);
      await send(new DeleteRetentionPolicyCommand({ logGroupName }));
      expect((await send(new DescribeLogGroupsCommand({}))).logGroups?.[0]).not.toHaveProperty('retentionInDays');
      await expect(send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    });

    it('carry tags', async () => {
      await send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'chat' } }));
      await send(new TagResourceCommand({ resourceArn: arn, tags: { owner: 'ann' } }));
      await send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['team'] }));
      expect((await send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual({ owner: 'ann' });
    });
  });

  describe('streams', () => {
    it('are described by name, by last event, and deleted', async () => {
      for (const name of ['a', 'b', 'c']) await world.stream(logGroupName, name);
      await world.put(logGroupName, 'b', 'one', 'two');
      const names = async (more: object) => {
        const { logStreams = [] } = await send(new DescribeLogStreamsCommand({ logGroupName, ...more }));
        return logStreams.map((stream) => stream.logStreamName);
      };
      expect(await names({})).toEqual(['a', 'b', 'c']);
      expect(await names({ orderBy: 'LastEventTime', descending: true, limit: 1 })).toEqual(['b']);
      expect(await names({ logStreamNamePrefix: 'c' })).toEqual(['c']);
      const { logStreams } = await send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 'b' }));
      expect(logStreams).toMatchObject([
        {
          arn: `${arn}:log-stream:b`,
          firstEventTimestamp: world.clock.now(),
          lastEventTimestamp: world.clock.now() + 1,
          lastIngestionTime: world.clock.now(),
          uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
        },
      ]);
      await send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'b' }));
      expect(await names({})).toEqual(['a', 'c']);
      await expect(names({ orderBy: 'LastEventTime', logStreamNamePrefix: 'c' })).rejects.toMatchObject({
        message: 'Cannot order by LastEventTime with a logStreamNamePrefix.',
      });
    });

    it('are not there before they are made, nor twice', async () => {
      await expect(send(new CreateLogStreamCommand({ logGroupName, logStreamName }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      });
      await send(new CreateLogGroupCommand({ logGroupName }));
      await expect(get()).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'The specified log stream does not exist.',
      });
      await world.stream(logGroupName, logStreamName);
      await expect(send(new CreateLogStreamCommand({ logGroupName, logStreamName }))).rejects.toMatchObject({
        message: 'The specified log stream already exists',
      });
    });

    it('have nothing of a stream that had their name before', async () => {
      await world.stream(logGroupName, logStreamName);
      await world.put(logGroupName, logStreamName, 'before');
      await send(new DeleteLogGroupCommand({ logGroupName }));
      await world.stream(logGroupName, logStreamName);
      expect((await get()).events).toEqual([]);
    });
  });

  describe('PutLogEvents', () => {
    const now = () => world.clock.now();
    const put = (...logEvents: { timestamp: number; message: string }[]) =>
      send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));

    beforeEach(() => world.stream(logGroupName, logStreamName));

    it('takes what is neither too old nor too new, and says what it left out', async () => {
      const day = 86_400_000;
      expect(await put({ timestamp: now() - 15 * day, message: 'x' })).toMatchObject({
        rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
      });
      const answer = await put({ timestamp: now(), message: 'kept' }, { timestamp: now() + day / 2, message: 'x' });
      expect(answer).toMatchObject({
        nextSequenceToken: expect.any(String),
        rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 },
      });
      expect(messages((await get()).events)).toEqual(['kept']);
    });

    it.each([
      ['chronological order', [1, 0], 'Log events in a single PutLogEvents request must be in chronological order.'],
      [
        'one day',
        [0, 86_400_001],
        'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      ],
    ])('wants %s', async (_what, times, message) => {
      const events = times.map((time) => ({ timestamp: now() + time, message: 'x' }));
      await expect(put(...events)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    });

    it('takes no batch beyond 1 MiB', async () => {
      const event = { timestamp: now(), message: 'x'.repeat(600_000) };
      await expect(put(event, event)).rejects.toMatchObject({
        message: 'Upload too large: 1200052 bytes exceeds limit of 1048576',
      });
    });
  });

  describe('GetLogEvents', () => {
    beforeEach(async () => {
      await world.stream(logGroupName, logStreamName);
      await world.put(logGroupName, logStreamName, '1', '2', '3', '4', '5');
    });

    it('goes forward from the head; at the end the same token comes back', async () => {
      const first = await get({ startFromHead: true, limit: 3 });
      expect(messages(first.events)).toEqual(['1', '2', '3']);
      const second = await get({ nextToken: first.nextForwardToken, limit: 3 });
      expect(messages(second.events)).toEqual(['4', '5']);
      const third = await get({ nextToken: second.nextForwardToken });
      expect(third.events).toEqual([]);
      expect(third.nextForwardToken).toBe(second.nextForwardToken);
      await world.clock.advance(10);
      await world.put(logGroupName, logStreamName, '6');
      expect(messages((await get({ nextToken: third.nextForwardToken })).events)).toEqual(['6']);
    });

    it('begins at the tail where it is not told, and goes back', async () => {
      const last = await get({ limit: 2 });
      expect(messages(last.events)).toEqual(['4', '5']);
      const before = await get({ nextToken: last.nextBackwardToken, limit: 2 });
      expect(messages(before.events)).toEqual(['2', '3']);
      const oldest = await get({ nextToken: before.nextBackwardToken });
      expect(messages(oldest.events)).toEqual(['1']);
      expect((await get({ nextToken: oldest.nextBackwardToken })).nextBackwardToken).toBe(oldest.nextBackwardToken);
    });

    it('keeps to a time, its end left out', async () => {
      const start = world.clock.now();
      const { events } = await get({ startTime: start + 1, endTime: start + 3 });
      expect(events).toEqual([
        { message: '2', timestamp: start + 1, ingestionTime: start },
        { message: '3', timestamp: start + 2, ingestionTime: start },
      ]);
    });

    it('begins a stream without events where its first will be', async () => {
      await world.stream(logGroupName, 'empty');
      const empty = (nextToken?: string) => get({ logStreamName: 'empty', startFromHead: true, nextToken });
      const { nextForwardToken } = await empty();
      await world.put(logGroupName, 'empty', 'first');
      expect(messages((await empty(nextForwardToken)).events)).toEqual(['first']);
    });

    it('takes no token that is not its own', async () => {
      await expect(get({ nextToken: 'nonsense' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'The specified nextToken is invalid.',
      });
    });
  });

  describe('FilterLogEvents', () => {
    beforeEach(async () => {
      for (const name of ['web/1', 'web/2', 'job/1']) await world.stream(logGroupName, name);
      await world.put(logGroupName, 'web/1', 'GET /rooms', 'error one');
      await world.clock.advance(1000);
      await world.put(logGroupName, 'web/2', 'GET /messages', 'error two');
      await world.clock.advance(1000);
      await world.put(logGroupName, 'job/1', 'done');
    });

    it('reads streams together, in the order of time, page by page', async () => {
      const all = [];
      for await (const page of paginateFilterLogEvents({ client: world.client }, { logGroupName, limit: 2 })) {
        all.push(messages(page.events));
      }
      expect(all).toEqual([['GET /rooms', 'error one'], ['GET /messages', 'error two'], ['done']]);
    });

    it('keeps to streams, a prefix of streams, a time and a pattern', async () => {
      expect(messages((await filter({ logStreamNames: ['web/2'] })).events)).toEqual(['GET /messages', 'error two']);
      expect(messages((await filter({ logStreamNamePrefix: 'job/' })).events)).toEqual(['done']);
      expect(messages((await filter({ filterPattern: 'error -two' })).events)).toEqual(['error one']);
      const startTime = world.clock.now() - 999;
      expect(messages((await filter({ startTime })).events)).toEqual(['error two', 'done']);
      expect(messages((await filter({ endTime: startTime })).events)).toHaveLength(4);
      await expect(filter({ logStreamNames: ['nope'] })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    it('names events by ids that stay and differ', async () => {
      const { events = [] } = await filter();
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(5);
      expect((await filter()).events).toEqual(events);
      expect(events[0]).toEqual({
        logStreamName: 'web/1',
        message: 'GET /rooms',
        timestamp: world.clock.now() - 2000,
        ingestionTime: world.clock.now() - 2000,
        eventId: expect.stringMatching(/^\d{56}$/),
      });
    });

    it.each(['{ $.a ~ 1 }', '"open', 'a-b'])('refuses the pattern %s', async (filterPattern) => {
      await expect(filter({ filterPattern })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid filter pattern',
      });
    });
  });

  describe('after a restart', () => {
    beforeEach(async () => {
      await world.stream(logGroupName, logStreamName);
      await world.put(logGroupName, logStreamName, 'one', 'two');
    });

    const file = () => join(world.dir, readdirSync(world.dir)[0] ?? '');

    it('events are there, and those to come follow them', async () => {
      await world.restart();
      await world.put(logGroupName, logStreamName, 'three');
      expect(messages((await get()).events)).toEqual(['one', 'three', 'two']);
    });

    it('a line that a crash cut off is gone, and nothing else', async () => {
      writeFileSync(file(), `${readFileSync(file(), 'utf8')}[2,17671`);
      await world.restart();
      await world.put(logGroupName, logStreamName, 'three');
      expect(messages((await get()).events)).toEqual(['one', 'three', 'two']);
    });

    it('files of streams that are no more are swept away', async () => {
      await world.store.reset();
      await world.logs.sweep();
      expect(readdirSync(world.dir)).toEqual([]);
    });
  });
});
