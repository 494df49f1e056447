import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { MemoryStore } from '../testing/memory-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createSqs } from '.';

describe('a FIFO queue, through the SDK', () => {
  let clock: VirtualClock;
  let wire: Wire;
  let client: SQSClient;
  let QueueUrl: string;

  beforeEach(async () => {
    clock = new VirtualClock();
    const store = new MemoryStore();
    wire = await openWire(createSqs({ store, clock }), store);
    client = new SQSClient(wire.client);
    QueueUrl = await create('jobs.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  const create = async (QueueName: string, Attributes: Record<string, string>) =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageGroupId: 'a', MessageBody, ...more }));
  const receive = async (MaxNumberOfMessages = 10) =>
    (
      await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ['All'] }),
      )
    ).Messages ?? [];
  const bodies = async (most?: number) => (await receive(most)).map(({ Body }) => Body);
  const remove = (ReceiptHandle = '') => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

  it('gives the messages of a group in their order, and keeps the next back until the one before is done', async () => {
    for (const body of ['1', '2', '3']) await send(body);
    await send('other', { MessageGroupId: 'b' });
    const [first] = await receive(1);
    expect(first?.Body).toBe('1');
    expect(await bodies()).toEqual(['other']);
    await remove(first?.ReceiptHandle);
    expect(await bodies()).toEqual(['2', '3']);
    await clock.advance(30_000);
    expect(await bodies()).toEqual(['2', '3', 'other']);
  });

  it('wakes who waits once the one before is done, or back in the queue', async () => {
    await send('1');
    const [first] = await receive();
    await send('2');
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await remove(first?.ReceiptHandle);
    expect((await waiting).Messages).toMatchObject([{ Body: '2' }]);
    const again = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await send('3', { MessageGroupId: 'b' });
    expect((await again).Messages).toMatchObject([{ Body: '3' }]);
  });

  it('numbers its messages, and tells group, identity and number', async () => {
    const one = await send('1');
    const two = await send('2', { MessageDeduplicationId: 'second' });
    expect(one.SequenceNumber).toMatch(/^\d{20}$/);
    expect(BigInt(two.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(one.SequenceNumber ?? 0));
    const sha = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b';
    expect((await receive()).map(({ Attributes }) => Attributes)).toMatchObject([
      { MessageGroupId: 'a', MessageDeduplicationId: sha, SequenceNumber: one.SequenceNumber },
      { MessageGroupId: 'a', MessageDeduplicationId: 'second', SequenceNumber: two.SequenceNumber },
    ]);
  });

  it('takes the same message once within five minutes, also where it is deleted already', async () => {
    const first = await send('1');
    expect(await send('1')).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    const [received] = await receive();
    await remove(received?.ReceiptHandle);
    await send('1');
    expect(await bodies()).toEqual([]);
    await clock.advance(300_000);
    await send('1');
    expect(await bodies()).toEqual(['1']);
  });

  it('tells messages apart within their group where its DeduplicationScope says so', async () => {
    await send('1');
    await send('1', { MessageGroupId: 'b' });
    expect(await bodies()).toEqual(['1']);
    const Attributes = { DeduplicationScope: 'messageGroup' };
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await send('2', { MessageGroupId: 'c' });
    await send('2', { MessageGroupId: 'd' });
    expect(await bodies()).toEqual(['2', '2']);
  });

  it('gives up messages to another FIFO queue alone, in their order', async () => {
    const policy = (name: string) =>
      JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:123456789012:${name}`, maxReceiveCount: 1 });
    await create('plain', {});
    const dead = await create('dead.fifo', { FifoQueue: 'true' });
    const redrive = (name: string) =>
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: policy(name) } }));
    await expect(redrive('plain')).rejects.toMatchObject({ name: 'InvalidAttributeValue' });
    await redrive('dead.fifo');
    for (const body of ['1', '2']) await send(body);
    expect(await bodies()).toEqual(['1', '2']);
    await clock.advance(30_000);
    expect(await bodies()).toEqual([]);
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: dead, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['1', '2']);
  });

  it('takes no receipt that has expired, and any that is prolonged', async () => {
    await send('1');
    const [first] = await receive();
    const ReceiptHandle = first?.ReceiptHandle;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }));
    await clock.advance(60_000);
    await expect(remove(ReceiptHandle)).rejects.toMatchObject({
      message: expect.stringContaining('Reason: The receipt handle has expired.') as string,
    });
  });

  it('shows what it is', async () => {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  it.each([
    [{ MessageGroupId: undefined }, 'MissingParameter', 'The request must contain the parameter MessageGroupId.'],
    [{ MessageGroupId: 'a b' }, 'InvalidParameterValue', 'MessageGroupId can only include alphanumeric'],
    [{ DelaySeconds: 1 }, 'InvalidParameterValue', 'not valid for this queue type'],
  ])('refuses a message with %j', async (more, name, message) => {
    await expect(send('1', more)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses messages that nobody can tell apart, each for itself in a batch', async () => {
    QueueUrl = await create('strict.fifo', { FifoQueue: 'true' });
    await expect(send('1')).rejects.toThrow(/should either have ContentBasedDeduplication enabled/);
    const Entries = [
      { Id: 'good', MessageBody: '1', MessageGroupId: 'a', MessageDeduplicationId: '1' },
      { Id: 'bad', MessageBody: '2', MessageDeduplicationId: '2' },
    ];
    expect(await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).toMatchObject({
      Successful: [{ Id: 'good', SequenceNumber: expect.stringMatching(/^\d{20}$/) as string }],
      Failed: [{ Id: 'bad', Code: 'MissingParameter' }],
    });
  });

  it.each([
    ['jobs', { FifoQueue: 'true' }, /must end with .fifo suffix/],
    ['other.fifo', {}, /^Can only include alphanumeric/],
    ['jobs', { ContentBasedDeduplication: 'true' }, 'Unknown Attribute ContentBasedDeduplication.'],
    ['jobs', { FifoQueue: 'false' }, 'Unknown Attribute FifoQueue.'],
  ])('is not made of %s with %j', async (name, attributes, message) => {
    await expect(create(name, attributes)).rejects.toThrow(message);
  });

  it('has its members to itself: a standard queue takes a group alone, for fairness', async () => {
    QueueUrl = await create('plain', {});
    await send('1');
    expect((await receive())[0]?.Attributes).toMatchObject({ MessageGroupId: 'a' });
    await expect(send('1', { MessageDeduplicationId: '1' })).rejects.toThrow(/not valid for this queue type/);
  });
});
