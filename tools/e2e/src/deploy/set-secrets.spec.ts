import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  liveSecrets,
  openAws,
  resolveService,
  type SecretPlace,
  secretsOf,
  setSecret,
  unsetSecret,
} from '@longshore/deploy';
import { answering, environmentOf, World } from './world';

let world: World;
let client: SecretsManagerClient;

beforeAll(async () => {
  world = await World.start();
  client = new SecretsManagerClient({ region: 'us-east-1' });
});

afterAll(async () => {
  client.destroy();
  await world.stop();
});

const placeOf = (spec: object, aws = openAws(environmentOf({}), new AbortController().signal)): SecretPlace => {
  const [service] = world.services({ rooms: spec });
  if (!service) throw new Error('there is no service');
  const environment = environmentOf({});
  return { environment, service: resolveService(service, environment), aws };
};

const parameter = async (name: string) => (await placeOf({}).aws.parameters.secrets([name]))[name];

const valueOf = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

const create = async (Name: string, SecretString: string) =>
  (await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN ?? '';

describe('a secret that is set', () => {
  test('is the parameter that the files name, by its variable or by its reference', async () => {
    const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/rooms/by-arn';
    const place = placeOf({ secrets: { KEY: '/rooms/local/key', OTHER: arn } });
    expect(await setSecret(place, 'KEY', 'one')).toEqual({
      service: 'rooms',
      environment: 'local',
      name: 'KEY',
      from: '/rooms/local/key',
      version: '1',
    });
    expect(await setSecret(place, '/rooms/local/key', 'two')).toMatchObject({ name: 'KEY', version: '2' });
    await setSecret(place, 'OTHER', 'three');
    expect(await parameter('/rooms/local/key')).toBe('two');
    expect(await parameter('/rooms/by-arn')).toBe('three');
  });

  test('is of a sidecar if only that has it, and of the service if both do', async () => {
    const sidecars = { agent: { image: 'agent', secrets: { KEY: '/rooms/agent/key', AGENT: '/rooms/agent/agent' } } };
    const place = placeOf({ secrets: { KEY: '/rooms/own/key' }, sidecars });
    expect(await setSecret(place, 'KEY', 'a')).toMatchObject({ from: '/rooms/own/key' });
    expect(await setSecret(place, '/rooms/agent/key', 'b')).toMatchObject({ from: '/rooms/agent/key' });
    expect(await setSecret(place, 'AGENT', 'c')).toMatchObject({ from: '/rooms/agent/agent' });
  });

  test('is a parameter at a path of its own if no file names it, and says what the file lacks', async () => {
    expect(await setSecret(placeOf({}), 'TOKEN', 'x')).toMatchObject({
      from: '/longshore/local/rooms/TOKEN',
      declare: {
        file: 'deploy/environments/local.json',
        path: 'services.rooms.secrets.TOKEN',
        value: '/longshore/local/rooms/TOKEN',
      },
    });
    expect(await parameter('/longshore/local/rooms/TOKEN')).toBe('x');
  });

  test('is a new version in Secrets Manager; of one key, the others stay', async () => {
    const [whole, keyed] = [await create('whole', 'old'), await create('keyed', '{"user":"ann","word":"old"}')];
    const place = placeOf({ secrets: { WHOLE: whole, WORD: `${keyed}:word::` } });
    await setSecret(place, 'WHOLE', 'new');
    await setSecret(place, 'WORD', 'new');
    expect(await valueOf(whole)).toBe('new');
    expect(JSON.parse((await valueOf(keyed)) ?? '')).toEqual({ user: 'ann', word: 'new' });
  });

  test('is made in Secrets Manager if it is not there; its ARN is for the file', async () => {
    const reference = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/made-abcdef:word::';
    const { from, declare } = await setSecret(placeOf({ secrets: { WORD: reference } }), 'WORD', 'new');
    expect(from).toMatch(/:secret:team\/made-\w{6}:word::$/);
    expect(declare?.value).toBe(from);
    expect(await valueOf('team/made')).toBe('{"word":"new"}');
  });

  test('that cannot be set from here says what can', async () => {
    const text = await create('text', 'planted');
    const secrets = {
      AWAY: 'arn:aws:ssm:eu-west-1:123456789012:parameter/away/key',
      PINNED: `${text}:::${'1'.repeat(32)}`,
      KEYED: `${text}:word::`,
    };
    const place = placeOf({ secrets });
    const set = (name: string) => setSecret(place, name, 'new');
    await expect(set('AWAY')).rejects.toMatchObject({
      code: 'LS1022',
      fix: expect.stringMatching(/aws ssm put-parameter --name \/away\/key .*--region eu-west-1/),
    });
    await expect(set('PINNED')).rejects.toMatchObject({ code: 'LS1022' });
    const refusal = await set('KEYED').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'LS1022' });
    expect(JSON.stringify(refusal)).not.toContain('planted');
  });

  test.each([
    ['an empty value', 'TOKEN', '', 'LS1020'],
    ['a value that is too long', 'TOKEN', 'x'.repeat(4097), 'LS1020'],
    ['a name with a hyphen', 'A-B', 'x', 'LS1021'],
    ['a variable that loads code', 'LD_PRELOAD', 'x', 'LS1021'],
  ])('is refused for %s', async (_what, name, value, code) => {
    await expect(setSecret(placeOf({}), name, value)).rejects.toMatchObject({ code });
  });

  test('is never written with the credentials of another account', async () => {
    const place = placeOf({});
    const identity = { account: () => Promise.resolve('999999999999') };
    await expect(setSecret({ ...place, aws: { ...place.aws, identity } }, 'FOREIGN', 'x')).rejects.toMatchObject({
      code: 'LS3102',
    });
    expect(await parameter('/longshore/local/rooms/FOREIGN')).toBeUndefined();
  });
});

test('secrets are listed without their values: set, missing, undeclared, elsewhere', async () => {
  const place = placeOf({
    secrets: { KEY: '/listed/key', GONE: '/listed/gone', AWAY: 'arn:aws:ssm:eu-west-1:123456789012:parameter/x' },
  });
  await setSecret(place, 'KEY', 'planted');
  await setSecret(place, 'FREE', 'planted');
  const listed = await secretsOf(place);
  expect(listed.map(({ name, state }) => `${name} ${state}`)).toEqual(
    expect.arrayContaining(['KEY set', 'GONE missing', 'AWAY elsewhere', 'FREE undeclared']),
  );
  expect(listed[0]).toMatchObject({ version: '1', changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  expect(JSON.stringify(listed)).not.toContain('planted');
});

test('a secret is removed only if no file names it', async () => {
  const place = placeOf({ secrets: { KEY: '/longshore/local/rooms/KEY' } });
  await setSecret(place, 'KEY', 'x');
  await setSecret(place, 'SPARE', 'x');
  await expect(unsetSecret(place, 'KEY', [])).rejects.toMatchObject({ code: 'LS1023' });
  expect(await unsetSecret(place, 'SPARE', [])).toMatchObject({ from: '/longshore/local/rooms/SPARE' });
  await unsetSecret(place, 'SPARE', []);
  expect(await parameter('/longshore/local/rooms/SPARE')).toBeUndefined();
  expect(await parameter('/longshore/local/rooms/KEY')).toBe('x');
});

test('a secret is not removed while the live revision gets it', async () => {
  const spec = { secrets: { LATER: '/longshore/local/rooms/LATER' } };
  await setSecret(placeOf(spec), 'LATER', 'x');
  world.images.set('rooms', answering('one'));
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
  const unset = async () => unsetSecret(placeOf({}), 'LATER', await liveSecrets(world.environment(), 'rooms'));
  await expect(unset()).rejects.toMatchObject({ code: 'LS1023', fix: 'npx nx run rooms:deploy -c local' });
  expect(await parameter('/longshore/local/rooms/LATER')).toBe('x');
  expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
  await unset();
  expect(await parameter('/longshore/local/rooms/LATER')).toBeUndefined();
});

test('what is set is what tasks get', async () => {
  const spec = { secrets: { KEY: '/rooms/task/key' } };
  await setSecret(placeOf(spec), 'KEY', 'from the store');
  world.images.set('rooms', answering('').replace('response.end("")', 'response.end(process.env.KEY)'));
  expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
  expect(await (await fetch(`${world.cloud.loadBalancer}/rooms`)).text()).toBe('from the store');
});
