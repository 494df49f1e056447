import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { filesWith } from '../lib/files-with';
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

test('no value of a secret gets into events, summaries, plans, dossiers and task definitions', async () => {
  await putParameter('planted-parameter');
  const SecretString = '{"user":"planted-user","other":"planted-other"}';
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'shop', SecretString }));
  const spec = { secrets: { KEY: '/longshore/local/key', USER_NAME: `${ARN}:user::` } };
  process.env['AWS_SECRET_ACCESS_KEY'] = 'planted-credential';
  world.images.set('rooms', telling);
  const outcomes: unknown[] = [await world.ship('rooms', spec)];
  expect(await (await fetch(`${world.cloud.loadBalancer}/rooms`)).text()).toBe('planted-parameter planted-user');
  world.images.set('rooms', telling.replace('? 200', '? 500'));
  outcomes.push(await world.ship('rooms', spec));
  world.images.set('rooms', telling);
  outcomes.push(
    await world.ship('rooms', { secrets: { KEY: `${ARN}:no-such-key::` } }).catch((error: unknown) => error),
  );

  expect(outcomes).toMatchObject([{ verdict: 'deployed' }, { verdict: 'rolled-back' }, { code: 'LS3118' }]);
  const ecs = new ECSClient({ region: 'us-east-1' });
  const { taskDefinition, tags } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'local-rooms', include: ['TAGS'] }),
  );
  ecs.destroy();
  expect(JSON.stringify([outcomes, taskDefinition, tags])).not.toContain('planted');
  expect(filesWith(world.folder, ['run-started'], ['cloud'])).toHaveLength(3);
  expect(filesWith(world.folder, ['planted'], ['cloud'])).toEqual([]);
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
    'OK rules of the load balancer',
    'OK target groups of the load balancer',
    'OK target groups of the region',
    'OK services of cluster local',
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
