import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { writesBetween } from '../lib/cloud-calls';
import { answering, World } from './world';

let world: World;
let parameters: SSMClient;
let secrets: SecretsManagerClient;

beforeEach(async () => {
  world = await World.start();
  parameters = new SSMClient({ region: 'us-east-1' });
  secrets = new SecretsManagerClient({ region: 'us-east-1' });
});

afterEach(async () => {
  parameters.destroy();
  secrets.destroy();
  await world.stop();
});

const putParameter = (Value: string) =>
  parameters.send(
    new PutParameterCommand({ Name: '/longshore/local/key', Value, Type: 'SecureString', Overwrite: true }),
  );

/** A program that answers with two of its variables. */
const telling = answering('').replace(
  'response.end("")',
  'response.end(process.env.KEY + " " + process.env.USER_NAME)',
);

test('a rotated secret makes a plan, and a deploy that starts tasks with it', async () => {
  await putParameter('planted-one');
  const { ARN } = await secrets.send(
    new CreateSecretCommand({ Name: 'shop', SecretString: '{"user":"ann"}', ClientRequestToken: '1'.repeat(32) }),
  );
  const spec = { secrets: { KEY: '/longshore/local/key', USER_NAME: `${ARN}:user::` } };
  world.images.set('rooms', telling);
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });

  await putParameter('planted-two');
  await secrets.send(
    new PutSecretValueCommand({ SecretId: ARN, SecretString: '{"user":"bob"}', ClientRequestToken: '2'.repeat(32) }),
  );
  const { changes, ...plan } = await world.run({ rooms: spec }).plan('rooms');
  expect(plan).toMatchObject({ action: 'update', rollout: { tasks: 2 } });
  const field = (variable: string) => `containerDefinitions.rooms.secretVersions.${variable}`;
  expect(changes).toEqual([
    { field: field('KEY'), from: '1', to: '2', why: 'secret' },
    { field: field('USER_NAME'), from: '1'.repeat(32), to: '2'.repeat(32), why: 'secret' },
  ]);

  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
  expect(await (await fetch(`${world.cloud.loadBalancer}/rooms`)).text()).toBe('planted-two bob');
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
});

test('what a release needs and is not there refuses it before anything is written', async () => {
  world.images.set('rooms', answering('one'));
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'shop', SecretString: '{"user":"planted"}' }));
  const spec = {
    secrets: { KEY: '/longshore/local/no-such-key', WORD: `${ARN}:password::`, USER_NAME: `${ARN}:user::` },
  };
  const executionRoleArn = 'arn:aws:iam::123456789012:role/no-such-role';
  const run = world.run({ rooms: spec }, { environment: { resources: { executionRoleArn } } });
  const { preflight = [] } = await run.plan('rooms');
  expect(preflight.map(({ result, subject }) => `${result} ${subject}`)).toEqual([
    'OK cluster local',
    'FAIL execution role no-such-role',
    'OK task role longshore-local-task',
    expect.stringMatching(/^SKIP image /),
    'FAIL secret KEY',
    'FAIL secret WORD',
    'OK secret USER_NAME',
    'OK log group /longshore/local/rooms',
    'OK target group local-rooms',
  ]);
  await run.push('rooms');
  const before = await world.calls();
  await expect(run.release('rooms')).rejects.toMatchObject({
    code: 'LS3118',
    fix: expect.stringContaining('aws iam create-role'),
  });
  expect(writesBetween(before, await world.calls())).toEqual([]);
  expect(await run.outcome('rooms')).toMatchObject({ verdict: 'refused' });
});
