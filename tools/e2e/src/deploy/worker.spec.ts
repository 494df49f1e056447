import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { destroy, openAws, planDestroy, provideQueue, resolveService, statusOf } from '@longshore/deploy';
import { environmentOf, World } from './world';

/** A program that writes what it is told of itself, and each message that its queue has for it. */
const consuming = `
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, QUEUE_NAME, PORT } = process.env;
  process.on('SIGTERM', () => process.exit(0));
  console.log(JSON.stringify({ QUEUE_NAME, PORT: PORT ?? 'none' }));
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION +
    '/sqs/aws4_request, SignedHeaders=host, Signature=' + '0'.repeat(64);
  const sqs = async (operation, input) => {
    const headers = { authorization, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.' + operation };
    return (await fetch(AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(input) })).json();
  };
  (async () => {
    const { QueueUrl } = await sqs('GetQueueUrl', { QueueName: QUEUE_NAME });
    for (;;) {
      const { Messages = [] } = await sqs('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
      for (const { Body } of Messages) console.log('got ' + Body);
    }
  })();`;

const spec = { kind: 'worker', queue: { visibilitySeconds: 60, attempts: 3 }, copies: { min: 1 } };

let world: World;

beforeAll(async () => {
  world = await World.start({ timeScale: 20 });
  world.images.set('mailer', consuming);
});

afterAll(() => world.stop());

const signal = new AbortController().signal;
const aws = () => openAws(environmentOf({}), signal);
const inLog = async (text: string): Promise<string> => {
  for (;;) {
    const { lines } = await aws().logs.read('/longshore/local/mailer', { since: 0 });
    const line = lines.find(({ message }) => message.includes(text));
    if (line) return line.message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('a worker is deployed with a queue of its own and without a route', async () => {
  const { changes } = await world.run({ mailer: spec }).plan('mailer');
  expect(changes).toEqual(
    expect.arrayContaining([
      { field: 'queue.VisibilityTimeout', from: undefined, to: '60', why: 'new' },
      { field: 'queue.attempts', from: undefined, to: 3, why: 'new' },
    ]),
  );
  const outcome = await world.ship('mailer', spec);
  expect(outcome).toMatchObject({ verdict: 'deployed' });
  expect(outcome).not.toHaveProperty('url');
  expect(await world.routing()).toEqual({ rules: 0, targetGroups: 0 });
  expect(JSON.parse(await inLog('QUEUE_NAME'))).toEqual({ QUEUE_NAME: 'local-mailer', PORT: 'none' });
  const [status] = await statusOf(world.environment(), world.services({ mailer: spec }));
  expect(status).toMatchObject({ state: 'steady' });
  expect(status).not.toHaveProperty('url');
});

test('it gets what is sent to its queue', async () => {
  const client = new SQSClient({ region: 'us-east-1' });
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'local-mailer' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a letter' }));
  expect(await inLog('got')).toBe('got a letter');
});

test('a deploy that changes nothing leaves its queue alone, one that changes the queue changes no task', async () => {
  expect(await world.ship('mailer', spec)).toMatchObject({ verdict: 'unchanged' });
  const changed = { ...spec, queue: { visibilitySeconds: 90 } };
  const { changes, rollout } = await world.run({ mailer: changed }).plan('mailer');
  expect({ changes, rollout }).toEqual({
    changes: [
      { field: 'queue.VisibilityTimeout', from: '60', to: '90', why: 'config' },
      { field: 'queue.attempts', from: 3, to: undefined, why: 'config' },
    ],
    rollout: undefined,
  });
  expect(await world.ship('mailer', changed)).toMatchObject({ verdict: 'deployed' });
  expect(await aws().queues.attributes('local-mailer')).toMatchObject({ VisibilityTimeout: '90' });
  expect(await aws().queues.attributes('local-mailer')).not.toHaveProperty('RedrivePolicy');
  expect(await world.ship('mailer', changed)).toMatchObject({ verdict: 'unchanged' });
});

test('it is scaled by the messages that wait for each copy', async () => {
  const scaled = { ...spec, copies: { min: 1, max: 3 }, scaling: { messagesPerTask: 20 } };
  await world.ship('mailer', scaled);
  const [policy] = await aws().scaling.policies();
  expect(policy).toMatchObject({
    PolicyName: 'longshore-messagesPerTask',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 20,
      CustomizedMetricSpecification: {
        Metrics: [
          { Id: 'waiting', MetricStat: { Metric: { Dimensions: [{ Name: 'QueueName', Value: 'local-mailer' }] } } },
          { Id: 'tasks', MetricStat: { Metric: { MetricName: 'RunningTaskCount' } } },
          { Id: 'backlog', Expression: 'waiting / tasks', ReturnData: true },
        ],
      },
    },
  });
  expect(await world.ship('mailer', scaled)).toMatchObject({ verdict: 'unchanged' });
});

test('its queues go with it, and say how many messages are lost', async () => {
  const plan = await planDestroy(world.environment(), 'mailer');
  expect(plan.parts.map(({ kind, id }) => [kind, id])).toEqual([
    ['scaling', 'service/local/local-mailer'],
    ['service', 'local-mailer'],
    ['queue', 'local-mailer'],
    ['queue', 'local-mailer-failed'],
  ]);
  await destroy(world.environment(), plan, () => undefined);
  expect(await aws().queues.attributes('local-mailer')).toBeUndefined();
});

test('one in development that was never deployed gets its queue as well', async () => {
  const [sender] = world.services({ sender: spec });
  if (!sender) throw new Error('no service');
  expect(await provideQueue(aws(), resolveService(sender, environmentOf({})))).toBe('local-sender');
  expect(await aws().queues.attributes('local-sender')).toMatchObject({ VisibilityTimeout: '60' });
});
