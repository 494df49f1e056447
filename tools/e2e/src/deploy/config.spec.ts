import { changeConfig, openAws, type OpenEnvironment, releasesOf, resolveService, rollback } from '@longshore/deploy';
import { answering, World } from './world';

let world: World;
let open: OpenEnvironment;

beforeAll(async () => {
  world = await World.start();
});

afterAll(() => world.stop());

beforeEach(() => {
  open = world.environment();
});

/** A program that answers with its text and two variables. */
const telling = (text: string) =>
  answering('').replace(
    'response.end("")',
    `response.end(['${text}', process.env.LEVEL ?? 'none', process.env.EXTRA ?? 'none'].join(' '))`,
  );

const spec = { environment: { LEVEL: 'info' } };

const resolved = (fields: object = spec) => {
  const [service] = world.services({ rooms: fields });
  if (!service) throw new Error('there is no service');
  return resolveService(service, open.environment);
};

const answer = async () => (await fetch(`${world.cloud.loadBalancer}/rooms`)).text();

const kept = () =>
  openAws(open.environment, new AbortController().signal).parameters.below('/longshore/local/rooms/config/');

describe('config of a service', () => {
  test('waits for the first deploy of a service that is not live', async () => {
    const { revision, changed } = await changeConfig(open, resolved(), { set: { EXTRA: 'early' } });
    expect([revision, changed]).toEqual([undefined, ['EXTRA']]);
    world.images.set('rooms', telling('one'));
    const { changes } = await world.run({ rooms: spec }).plan('rooms');
    expect(changes).toContainEqual(
      expect.objectContaining({ field: 'containerDefinitions.rooms.environment.EXTRA', to: 'early' }),
    );
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
    expect(await answer()).toBe('one info early');
  });

  test('goes live without a commit, before what files say, and is a line of the history', async () => {
    const { revision } = await changeConfig(open, resolved(), { set: { LEVEL: 'debug' }, unset: ['EXTRA'] });
    expect(await answer()).toBe('one debug none');
    expect((await releasesOf(world.environment(), 'rooms', 5))[0]).toMatchObject({
      revision,
      live: true,
      change: 'LEVEL=debug -EXTRA',
      commit: 'c'.repeat(40),
      verdict: 'deployed',
      provenAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('is no change if it is the same', async () => {
    const before = await world.calls();
    expect(await changeConfig(open, resolved(), { set: { LEVEL: 'debug' } })).toMatchObject({ changed: [] });
    const after = await world.calls();
    expect(after['ecs:RegisterTaskDefinition']).toBe(before['ecs:RegisterTaskDefinition']);
    expect(after['ssm:PutParameter']).toBe(before['ssm:PutParameter']);
  });

  test('stays in a deploy, which is unchanged if nothing else is', async () => {
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
    world.images.set('rooms', telling('two'));
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
    expect(await answer()).toBe('two debug none');
  });

  test('stays in a rollback, which goes to another release and not to the same with other config', async () => {
    await changeConfig(open, resolved(), { set: { EXTRA: 'late' } });
    expect(await answer()).toBe('two debug late');
    const { to } = await rollback(world.environment(), 'rooms', {});
    expect(await answer()).toBe('one debug late');
    const [live] = await releasesOf(world.environment(), 'rooms', 5);
    expect(live).toMatchObject({ revision: to.revision, live: true, provenAt: expect.stringMatching(/^\d{4}-/) });
    expect(await world.ship('rooms', spec)).toMatchObject({ reason: expect.stringContaining('was rolled back by') });
    expect(await answer()).toBe('one debug late');
  });

  test('is taken back if the service does not become healthy with it', async () => {
    const dies = `if (process.env.EXTRA === 'bad') process.exit(1); ${answering('three')}`;
    world.images.set('rooms', dies);
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
    await expect(changeConfig(world.environment(), resolved(), { set: { EXTRA: 'bad' } })).rejects.toMatchObject({
      code: 'LS3135',
    });
    expect(await kept()).toEqual({ LEVEL: 'debug', EXTRA: 'late' });
    expect(await answer()).toBe('three');
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
  });

  test('gives way to what files say once it is removed', async () => {
    world.images.set('rooms', telling('four'));
    await world.ship('rooms', spec);
    await changeConfig(world.environment(), resolved(), { unset: ['LEVEL', 'EXTRA'] });
    expect(await answer()).toBe('four info none');
    expect(await kept()).toEqual({});
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
  });

  test.each([
    ['a secret', { secrets: { LEVEL: '/longshore/local/level' } }, { LEVEL: 'debug' }, 'LS1021'],
    ['a variable that loads code', spec, { NODE_OPTIONS: '--require=/tmp/x.js' }, 'LS1021'],
    ['a variable of Longshore', spec, { PORT: '1' }, 'LS1021'],
    ['no name', spec, { '1-x': 'a' }, 'LS1021'],
    ['an empty value', spec, { LEVEL: '' }, 'LS1020'],
  ])('is not %s', async (_what, fields, set, code) => {
    await expect(changeConfig(open, resolved(fields), { set })).rejects.toMatchObject({ code });
    expect(await kept()).toEqual({});
  });
});
