import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAws, scale, statusOf } from '@longshore/deploy';
import { answering, environmentOf, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
  world.images.set('rooms', answering('rooms'));
});

afterAll(() => world.stop());

const aws = () => openAws(environmentOf({}), new AbortController().signal);

describe('the scaling of a service', () => {
  const spec = { copies: { min: 1, max: 4 }, scaling: { cpu: 60, requestsPerTarget: 1000 } };
  const status = async () => (await statusOf(world.environment(), world.services({ rooms: {} })))[0];

  test('is set with the service, and is no change from then on', async () => {
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
    expect(await aws().scaling.targets()).toMatchObject([
      { ResourceId: 'service/local/local-rooms', MinCapacity: 1, MaxCapacity: 4 },
    ]);
    const requests = { PredefinedMetricType: 'ALBRequestCountPerTarget' };
    expect(await aws().scaling.policies()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          PolicyName: 'longshore-requestsPerTarget',
          TargetTrackingScalingPolicyConfiguration: expect.objectContaining({
            TargetValue: 1000,
            PredefinedMetricSpecification: {
              ...requests,
              ResourceLabel: expect.stringMatching(/^app\/\w+\/\w+\/targetgroup\/local-rooms\/\w+$/),
            },
          }),
        }),
      ]),
    );
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
    expect(await status()).toMatchObject({ copies: { min: 1, max: 4 } });
  });

  test('changes alone, and a count that was scaled stays through a deploy', async () => {
    await scale(world.environment(), 'rooms', 3);
    const changed = { copies: { min: 2, max: 6 }, scaling: { cpu: 50 } };
    const { action, changes, rollout } = await world.run({ rooms: changed }).plan('rooms');
    expect({ action, rollout }).toEqual({ action: 'update', rollout: undefined });
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: 'scaling.min', from: 1, to: 2, why: 'config' },
        { field: 'scaling.max', from: 4, to: 6, why: 'config' },
        { field: 'scaling.policies.longshore-cpu.TargetValue', from: 60, to: 50, why: 'config' },
      ]),
    );
    world.images.set('rooms', answering('scaled'));
    expect(await world.ship('rooms', changed)).toMatchObject({ verdict: 'deployed' });
    expect((await aws().scaling.policies()).map(({ PolicyName }) => PolicyName)).toEqual(['longshore-cpu']);
    expect(await status()).toMatchObject({ desired: 3, copies: { min: 2, max: 6 } });
  });

  test('made by hand otherwise is put right, and is taken away once the service no longer asks', async () => {
    const asked = { copies: { min: 2, max: 6 }, scaling: { cpu: 50 } };
    await aws().scaling.deletePolicy('service/local/local-rooms', 'longshore-cpu');
    const { changes } = await world.run({ rooms: asked }).plan('rooms');
    expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(['drift']));

    expect(await world.ship('rooms', { copies: { min: 2 } })).toMatchObject({ verdict: 'deployed' });
    expect(await aws().scaling.targets()).toEqual([]);
    expect(await world.ship('rooms', { copies: { min: 2 } })).toMatchObject({ verdict: 'unchanged' });
    expect(await status()).not.toHaveProperty('copies');
  });
});

describe('what a service runs on', () => {
  const on = (...capacityProviders: object[]) => ({ compute: { capacityProviders } });
  const spot = on({ provider: 'FARGATE', base: 1, weight: 1 }, { provider: 'FARGATE_SPOT', weight: 3 });

  test('changes to capacity providers with a deployment, and stays so', async () => {
    const { changes, rollout } = await world.run({ rooms: spot }).plan('rooms');
    expect(rollout).toMatchObject({ tasks: 3 });
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: 'launchType', from: 'FARGATE', to: undefined, why: 'config' },
        { field: 'capacityProviderStrategy.FARGATE_SPOT.weight', from: undefined, to: 3, why: 'config' },
      ]),
    );
    expect(await world.ship('rooms', spot)).toMatchObject({ verdict: 'deployed' });
    expect(await world.ship('rooms', spot)).toMatchObject({ verdict: 'unchanged' });
  });

  test('is Fargate’s own provider once no other is asked for: ECS has no way back to a launch type', async () => {
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'unchanged' });
    const onInstances = world.run({ rooms: { compute: { launchType: 'EC2' } } }).plan('rooms');
    await expect(onInstances).rejects.toMatchObject({ code: 'LS3125' });
  });
});

describe('a container beside the service', () => {
  /** The program of the helper says what its variable is, once: its log is what shows that it ran. */
  const program = `console.log('helper has ' + process.env.GREETING); setInterval(() => {}, 1000);
    process.on('SIGTERM', () => process.exit(0));`;

  test('runs in each task, from its image by reference, with its variables, and writes to the log', async () => {
    world.images.set('helper', program);
    await world.run({ helper: {} }).push('helper');
    const helper = { image: await helperImage(), environment: { GREETING: 'hello' }, memory: 64 };
    const spec = { sidecars: { helper }, dependsOn: { helper: 'START' } };

    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'deployed' });
    expect(await world.ship('rooms', spec)).toMatchObject({ verdict: 'unchanged' });
    const said = async () =>
      (await aws().logs.read('/longshore/local/rooms', { since: 0, streamPrefix: 'task/helper/' })).lines;
    while ((await said()).length < 3) await sleep(50);
    expect((await said()).map(({ message }) => message)).toEqual(Array(3).fill('helper has hello'));
  });

  test('that stops, stops the task: the rollout is rolled back and says which container it was', async () => {
    const helper = { image: await helperImage(), command: ['node', '-e', 'process.exit(7)'] };
    const outcome = await world.ship('rooms', { sidecars: { helper }, rollout: { failedTasks: 1 } });
    expect(outcome).toMatchObject({ verdict: 'rolled-back', reason: expect.stringContaining('helper') });
  });

  const helperImage = async (): Promise<unknown> => {
    const { changes } = await world.run({ helper: {} }).plan('helper');
    return changes.find(({ field }) => field === 'containerDefinitions.helper.image')?.to;
  };
});

describe('fields of the ECS API', () => {
  const override = {
    container: { ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }], dockerLabels: { team: 'chat' } },
    taskDefinition: { ephemeralStorage: { sizeInGiB: 30 } },
    service: { propagateTags: 'SERVICE' },
  };

  test('that the file sets in its words are applied, compared, and taken back', async () => {
    const asked = { override };
    const { changes } = await world.run({ rooms: asked }).plan('rooms');
    expect(changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'ephemeralStorage.sizeInGiB', to: 30, why: 'config' }),
        expect.objectContaining({ field: 'containerDefinitions.rooms.dockerLabels.team', to: 'chat' }),
        expect.objectContaining({ field: 'propagateTags', to: 'SERVICE' }),
      ]),
    );
    expect(await world.ship('rooms', asked)).toMatchObject({ verdict: 'deployed' });
    expect(await world.ship('rooms', asked)).toMatchObject({ verdict: 'unchanged' });
    const { place } = world.environment();
    const { cluster } = await place();
    await cluster.services.update({ service: 'local-rooms', propagateTags: 'NONE' });
    expect((await world.run({ rooms: asked }).plan('rooms')).changes).toEqual([
      { field: 'propagateTags', from: 'NONE', to: 'SERVICE', why: 'drift' },
    ]);
    const without = await world.run({ rooms: {} }).plan('rooms');
    expect(without.changes).toContainEqual(
      expect.objectContaining({ field: 'ephemeralStorage.sizeInGiB', from: 30, to: undefined }),
    );
  });
});

test('a host of its own is what requests have to be for', async () => {
  const route = { paths: ['/rooms', '/rooms/*'], hosts: ['rooms.example.com'] };
  expect(await world.ship('rooms', { route })).toMatchObject({ verdict: 'deployed' });
  expect(await world.ship('rooms', { route })).toMatchObject({ verdict: 'unchanged' });
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(`${world.cloud.loadBalancer}/rooms`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
  expect([await statusFor('rooms.example.com'), await statusFor('users.example.com')]).toEqual([200, 404]);
});
