import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { MemoryStore } from '../testing/memory-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createSqs } from '.';

describe('SQS, through the SDK', () => {
  let clock: VirtualClock;
  let wire: Wire;
  let client: SQSClient;
  let QueueUrl: string;

  beforeEach(async () => {
    clock = new VirtualClock();
    const store = new MemoryStore();
    wire = await openWire(createSqs({ store, clock }), store);
    client = new SQSClient(wire.client);
    QueueUrl = await create('jobs');
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  const create = async (QueueName: string, Attributes?: Record<string, string>): Promise<string> =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const send = (MessageBody: string, more: object = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
  const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
    (await receive(more)).map(({ Body }) => Body);
  const counts = async (url = QueueUrl) => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const Attributes: Record<string, string> = (await client.send(command)).Attributes ?? {};
    return ['', 'NotVisible', 'Delayed'].map((kind) => Number(Attributes[`ApproximateNumberOfMessages${kind}`]));
  };

  it('makes queues at the address that the client used, and finds them', async () => {
    expect(QueueUrl).toBe(`${wire.client.endpoint}/123456789012/jobs`);
    const other = new SQSClient({ ...wire.client, endpoint: wire.client.endpoint.replace('127.0.0.1', 'localhost') });
    const found = await other.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    expect(found.QueueUrl).toMatch(/^http:\/\/localhost:\d+\/123456789012\/jobs$/);
    await other.send(new SendMessageCommand({ QueueUrl: found.QueueUrl, MessageBody: 'hello' }));
    other.destroy();
    expect(await bodies()).toEqual(['hello']);
    await create('other');
    const { QueueUrls, NextToken } = await client.send(new ListQueuesCommand({ MaxResults: 1 }));
    expect([QueueUrls, NextToken !== undefined]).toEqual([[QueueUrl], true]);
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    const missing = client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(missing).rejects.toMatchObject({
      message: 'The specified queue does not exist.',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  it('answers the creation of the same queue, and refuses one with other attributes', async () => {
    await create('a', { VisibilityTimeout: '10' });
    await create('a', { VisibilityTimeout: '10' });
    await expect(create('a', { VisibilityTimeout: '20' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    });
  });

  it('hides a message that was received, until its time is over or it is deleted', async () => {
    await send('one');
    expect(await counts()).toEqual([1, 0, 0]);
    const [first] = await receive({ VisibilityTimeout: 10 });
    expect([await bodies(), await counts()]).toEqual([[], [0, 1, 0]]);
    await clock.advance(10_000);
    const [second] = await receive({ AttributeNames: ['All'] });
    expect(second?.Attributes).toMatchObject({ ApproximateReceiveCount: '2', SenderId: '123456789012' });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 1, 0]);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0, 0]);
    await expect(client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'no' }))).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
  });

  it('gives a message back, or hides it for longer, where the receiver says so', async () => {
    await send('one');
    const [message] = await receive();
    const hide = (VisibilityTimeout: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
      );
    await hide(100);
    await clock.advance(99_000);
    expect(await bodies()).toEqual([]);
    await hide(0);
    expect(await bodies()).toEqual(['one']);
    await expect(hide(0)).rejects.toThrow('Message does not exist or is not available for visibility timeout change.');
  });

  it('waits for a message, as long as it is told to', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await send('late');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['late']);
    const inVain = receive({ WaitTimeSeconds: 20 });
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(20_000);
    expect(await inVain).toEqual([]);
  });

  it('gives no message to a receiver that has gone', async () => {
    const gone = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    });
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    while (clock.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    await send('one');
    expect(await counts()).toEqual([1, 0, 0]);
  });

  it('delays a message', async () => {
    await send('one', { DelaySeconds: 5 });
    expect([await bodies(), await counts()]).toEqual([[], [0, 0, 1]]);
    await clock.advance(5000);
    expect(await bodies()).toEqual(['one']);
  });

  it('moves a message to the dead-letter queue that was received too often', async () => {
    const dead = await create('dead');
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:123456789012:dead';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await send('poison');
    for (const expected of [['poison'], ['poison'], []])
      expect(await bodies({ VisibilityTimeout: 0 })).toEqual(expected);
    expect([await counts(), await counts(dead)]).toEqual([
      [0, 0, 0],
      [1, 0, 0],
    ]);
    const [message] = await receive({ QueueUrl: dead, MessageSystemAttributeNames: ['All'] });
    expect(message?.Attributes?.['DeadLetterQueueSourceArn']).toBe('arn:aws:sqs:us-east-1:123456789012:jobs');
    const { queueUrls } = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(queueUrls).toEqual([QueueUrl]);
  });

  it('keeps the attributes of a message, and their MD5', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'mail' },
      key: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
    };
    const sent = await send('one', { MessageAttributes });
    const [message] = await receive({ MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'mail' } },
    });
    expect(Buffer.from(message?.MessageAttributes?.['key']?.BinaryValue ?? [])).toEqual(Buffer.from([1, 2]));
  });

  it('sends and deletes in batches, each entry by itself', async () => {
    const Entries = [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
    ];
    expect(await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }],
    });
    await expect(
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [Entries[0] as never, Entries[0] as never] })),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct', message: 'Id a repeated.' });
    const [message] = await receive();
    const entries = [{ Id: 'x', ReceiptHandle: message?.ReceiptHandle }];
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('drops what is purged, and what is older than it keeps messages', async () => {
    await send('one');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts()).toEqual([0, 0, 0]);
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
    });
    await send('two');
    await clock.advance(4 * 86_400_000 + 1);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('tags', async () => {
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'chat', owner: 'ann' } }));
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['owner'] }));
    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'chat' });
  });

  it.each([
    ['jobs.fifo', {}, 'InvalidParameterValue'],
    ['a b', {}, 'InvalidParameterValue'],
    ['a', { Colour: 'red' }, 'InvalidAttributeName'],
    ['a', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['a', { RedrivePolicy: '{"deadLetterTargetArn":"nope","maxReceiveCount":1}' }, 'InvalidAttributeValue'],
  ])('refuses the queue %s with %j', async (name, attributes, error) => {
    await expect(create(name, attributes)).rejects.toMatchObject({ name: error });
  });

  it('names the parameter that is missing', async () => {
    for (const [command, parameter] of [
      [new SendMessageCommand({ QueueUrl, MessageBody: undefined }), 'MessageBody'],
      [new DeleteMessageCommand({ QueueUrl, ReceiptHandle: undefined }), 'ReceiptHandle'],
      [new ReceiveMessageCommand({ QueueUrl: undefined }), 'QueueUrl'],
    ] as const) {
      const message = `The request must contain the parameter ${parameter}.`;
      await expect(client.send(command as SendMessageCommand)).rejects.toMatchObject({
        name: 'MissingParameter',
        message,
      });
    }
  });

  it('knows the attributes that can be asked for', async () => {
    const AttributeNames = [wrong('Size')];
    const unknown = { name: 'InvalidAttributeName', message: 'Unknown Attribute Size.' };
    await expect(client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).rejects.toMatchObject(
      unknown,
    );
    await expect(client.send(new ReceiveMessageCommand({ QueueUrl, AttributeNames }))).rejects.toMatchObject(unknown);
  });
});

/** A value that AWS has not: what TypeScript would refuse and other languages send. */
const wrong = (text: string): QueueAttributeName => text as QueueAttributeName;
