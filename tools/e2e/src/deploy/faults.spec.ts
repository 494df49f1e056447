import { ECSClient, ListServicesCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { writesBetween } from '../lib/cloud-calls';
import { answering, World } from './world';

let world: World;
let ecs: ECSClient;

beforeEach(async () => {
  world = await World.start();
  ecs = new ECSClient({ region: 'us-east-1' });
  world.images.set('rooms', answering('one'));
});

afterEach(async () => {
  ecs.destroy();
  await world.stop();
});

const noRights = { code: 'AccessDeniedException', status: 400 };

/** How many of each there are. */
async function counts() {
  const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: 'local' }));
  const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({}));
  return { services: serviceArns?.length, revisions: taskDefinitionArns?.length };
}

const writes = [
  'CreateTargetGroup',
  'ModifyTargetGroupAttributes',
  'CreateRule',
  'RegisterTaskDefinition',
  'CreateService',
] as const;

describe('a run that breaks off', () => {
  const breaks = writes.flatMap((operation) => [[operation, 'before'] as const, [operation, 'after'] as const]);

  // A service whose creation took effect rolls out: its run goes on.
  test.each(breaks.filter(([operation, phase]) => operation !== 'CreateService' || phase === 'before'))(
    'at %s, %s it took effect, is completed by the next one, and nothing is made twice',
    async (operation, phase) => {
      await world.setFaults([{ operation, phase, error: noRights }]);
      await expect(world.ship('rooms')).rejects.toMatchObject({ code: 'LS3003' });
      await world.setFaults([]);
      const before = await world.calls();
      expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
      expect(await counts()).toEqual({ services: 1, revisions: 1 });
      const made = writesBetween(before, await world.calls());
      if (phase === 'after') expect(made).not.toContain(`elasticloadbalancing.${operation}`);
      if (phase === 'after') expect(made).not.toContain(`ecs.${operation}`);
      expect(await world.ship('rooms')).toMatchObject({ verdict: 'unchanged' });
    },
  );

  test('before it has tagged the service leaves that to the next one', async () => {
    await world.setFaults([{ operation: 'TagResource', phase: 'before', error: noRights }]);
    expect(await world.ship('rooms')).toMatchObject({
      verdict: 'deployed',
      reason: expect.stringContaining('could not be tagged'),
    });
    await world.setFaults([]);
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'unchanged' });
    const before = await world.calls();
    await world.run({ rooms: {} }).release('rooms');
    expect(writesBetween(before, await world.calls())).toEqual([]);
  });
});

test.each([...writes, 'TagResource'])('an answer to %s that is lost makes nothing twice', async (operation) => {
  await world.setFaults([{ operation, phase: 'after', reset: true, times: 1 }]);
  expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
  const made = { ...(await world.routing()), ...(await counts()) };
  expect(made).toEqual({ rules: 1, targetGroups: 1, services: 1, revisions: 1 });
});

describe('a release registers one revision', () => {
  test.each([
    ['every answer is lost', { phase: 'after', reset: true }],
    ['every answer is an error of AWS', { phase: 'after', error: { code: 'ServerException', status: 500 } }],
  ])('although %s', async (_what, fault) => {
    await world.setFaults([{ operation: 'RegisterTaskDefinition', ...fault }]);
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
    world.images.set('rooms', answering('two'));
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
    expect(await counts()).toEqual({ services: 1, revisions: 2 });
  });

  test.each([
    ['requests are lost', { reset: true }],
    ['AWS fails', { error: { code: 'ServerException', status: 500 } }],
    ['there are too many requests', { error: { code: 'ThrottlingException', status: 400 } }],
  ])('after %s twice', async (_what, fault) => {
    await world.setFaults([{ operation: 'RegisterTaskDefinition', phase: 'before', times: 2, ...fault }]);
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
    expect(await counts()).toEqual({ services: 1, revisions: 1 });
  });

  test('and none if requests go on being lost', async () => {
    await world.setFaults([{ operation: 'RegisterTaskDefinition', phase: 'before', reset: true }]);
    await expect(world.ship('rooms')).rejects.toMatchObject({ code: 'LS3001' });
    expect(await counts()).toEqual({ services: 0, revisions: 0 });
  });
});

test('throttles and errors of AWS are ridden out', async () => {
  await world.setFaults([
    {
      phase: 'before',
      probability: 0.2,
      error: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    },
    { phase: 'before', probability: 0.1, error: { code: 'InternalFailure', status: 500 } },
  ]);
  expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
});

describe('reads that lag behind', () => {
  test.each([200, 500])('do not change the verdict of a version whose health check answers %i', async (health) => {
    await world.ship('rooms');
    world.images.set('rooms', answering('two', health));
    await world.setFaults([{ service: 'ecs', operation: 'UpdateService', staleReads: 8 }]);
    expect(await world.ship('rooms')).toMatchObject({ verdict: health === 200 ? 'deployed' : 'rolled-back' });
  });

  test('do not make a new service look as if it were gone', async () => {
    await world.setFaults([{ service: 'ecs', operation: 'CreateService', staleReads: 8 }]);
    expect(await world.ship('rooms')).toMatchObject({ verdict: 'deployed' });
  });
});
