import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { logsOf } from '@longshore/deploy';
import { type ServiceLine } from '@longshore/model';
import { answering, World } from './world';

let world: World;

beforeEach(async () => {
  world = await World.start();
});

afterEach(() => world.stop());

/** Ships a program as the image of rooms. */
const ship = (program: string, spec: object = {}) => {
  world.images.set('rooms', program);
  return world.ship('rooms', spec);
};

/** A program that writes a line and ends. */
const ending = (line: string, code = 1) => `console.log(${JSON.stringify(line)}); process.exit(${code});`;

test('a program that ends is told with its last lines and what mends it', async () => {
  await ship(answering('one'));
  const outcome = await ship(ending('wrong environment: API_KEY expected a key'));
  expect(outcome).toMatchObject({
    verdict: 'rolled-back',
    reason: expect.stringContaining('container rooms exited with code 1'),
    dossier: {
      likely: { cause: 'the environment variable API_KEY is missing or wrong' },
      tasks: expect.arrayContaining([
        expect.objectContaining({
          container: 'rooms',
          exitCode: 1,
          lines: expect.arrayContaining([expect.stringContaining('API_KEY')]),
        }),
      ]),
    },
  });
});

test('a key that a secret lacks is told by its name, where nobody could look before', async () => {
  await ship(answering('one'));
  const secrets = new SecretsManagerClient({ region: 'us-east-1' });
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'shop', SecretString: '{"user":"planted"}' }));
  secrets.destroy();
  await world.setFaults([{ operation: 'GetSecretValue', error: { code: 'AccessDeniedException', status: 400 } }]);
  expect(await ship(answering('two'), { secrets: { API_KEY: `${ARN}:token::` } })).toMatchObject({
    verdict: 'rolled-back',
    dossier: { likely: { cause: 'a secret of Secrets Manager has no key token' } },
  });
});

test.each([
  [
    'on another port',
    `require('http').createServer().listen(0, '0.0.0.0')`,
    /^the service listens on port \d+, and "port"/,
  ],
  [
    'on the loopback only',
    `require('http').createServer().listen(process.env.PORT, '127.0.0.1')`,
    /^the service listens on 127\.0\.0\.1 only/,
  ],
  ['nowhere', `setInterval(() => undefined, 1e5)`, /^the service listened on no port before/],
])('a program that listens %s is told by that', async (_where, program, cause) => {
  await ship(answering('one'));
  expect(await ship(`process.on('SIGTERM', () => process.exit(0)); ${program}`)).toMatchObject({
    verdict: 'rolled-back',
    dossier: { likely: { cause: expect.stringMatching(cause) } },
  });
});

test('what cannot heal is not tried until ECS gives up', async () => {
  // One task at a time, each of which takes its time to start: ECS would need three of them.
  const spec = { copies: { min: 4 }, rollout: { maximumPercent: 125 } };
  await ship(answering('one'), spec);
  await world.setFaults([{ runtime: 'slow-start', latencyMs: 2000 }]);
  expect(await ship(ending("Error: Cannot find module 'pg'"), spec)).toMatchObject({
    verdict: 'rolled-back',
    reason: expect.stringContaining('not tried further'),
    dossier: { likely: { fix: 'npm install pg -w apps/rooms' }, tasks: [expect.anything()] },
  });
});

/** Without what the embedded cloud writes to a log itself. */
const ofServices = (lines: ServiceLine[]): ServiceLine[] =>
  lines.filter(({ message }) => !message.startsWith('longshore: '));

test('the log of a service is read by all its tasks, and followed', async () => {
  await ship(`console.log('{"level":"info","msg":"began"}'); ${answering('one')}`);
  const open = world.environment();
  const seen: ServiceLine[] = [];
  for await (const lines of logsOf(open, 'rooms', { since: 0 })) seen.push(...ofServices(lines));
  expect(new Set(seen.map(({ message }) => message))).toEqual(new Set(['{"level":"info","msg":"began"}']));
  const tasks = [...new Set(seen.map(({ task }) => task))];
  expect(tasks).toHaveLength(2);
  const ofOne: ServiceLine[] = [];
  for await (const lines of logsOf(open, 'rooms', { since: 0, task: tasks[0]?.slice(0, 8) }))
    ofOne.push(...ofServices(lines));
  expect(ofOne.map(({ task }) => task)).toEqual([tasks[0]]);

  const following = logsOf(open, 'rooms', { since: 0, follow: true });
  await following.next();
  await ship(`console.log('second'); ${answering('two')}`);
  for await (const lines of following) if (lines.some(({ message }) => message === 'second')) break;
});

test('the log of a service that is not deployed is an error that says so', async () => {
  await ship(answering('one'));
  const read = async () => {
    for await (const _lines of logsOf(world.environment(), 'room', { since: 0 }));
  };
  await expect(read()).rejects.toMatchObject({ code: 'LS3112', fix: expect.stringContaining('rooms') });
});
