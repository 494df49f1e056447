import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeServicesCommand,
  ECSClient,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import { type Coordinator } from '@longshore/deploy';
import { type ServiceOutcome } from '@longshore/model';
import { ScriptedImages } from '@longshore/deploy/src/testing/scripted-images';
import { answering, answeringOnceThereIs, World } from './world';

let world: World;
let ecs: ECSClient;

beforeEach(async () => {
  world = await World.start();
  ecs = new ECSClient({ region: 'us-east-1' });
});

afterEach(async () => {
  ecs.destroy();
  await world.stop();
});

/** A run of rooms alone that has images of its own, and its version pushed. */
async function pushed(program: string, commit: string): Promise<Coordinator> {
  const images = new ScriptedImages();
  images.set('rooms', program);
  const run = world.run({ rooms: { health: { graceSeconds: 600 } } }, { commit: commit.repeat(40), images });
  await run.push('rooms');
  return run;
}

/** Releases all at once, and lets none get healthy before each is released or has thrown. */
async function race(runs: Coordinator[], healthy: string): Promise<ServiceOutcome[]> {
  await Promise.allSettled(runs.map((run) => run.release('rooms')));
  writeFileSync(healthy, '');
  const outcomes = await Promise.all(runs.map((run) => run.outcome('rooms')));
  for (const run of runs) await run.finish();
  return outcomes;
}

async function live() {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'local', services: ['local-rooms'] }),
  );
  const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: 'local' }));
  const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({}));
  const { rules, targetGroups } = await world.routing();
  return {
    taskDefinition: services[0]?.taskDefinition,
    counts: { rules, targetGroups, services: serviceArns?.length },
    revisions: taskDefinitionArns.length,
  };
}

describe('two deployers of one service at the same moment', () => {
  test.each<[string, boolean, string]>([
    ['an existing', true, 'superseded'],
    ['a new', false, 'failed'],
  ])('each learn what became of their version of %s service, nothing is made twice', async (_what, exists, loss) => {
    const healthy = join(world.folder, 'healthy');
    if (exists) await race([await pushed(answering('zero'), 'a')], join(world.folder, 'first'));
    const versions = ['one', 'two'];
    const runs = [];
    for (const text of versions)
      runs.push(await pushed(answeringOnceThereIs(healthy, text), text === 'one' ? 'b' : 'c'));
    const outcomes = await race(runs, healthy);
    expect(outcomes.map(({ verdict }) => verdict).sort()).toEqual(['deployed', loss].sort());
    const winner = outcomes.findIndex(({ verdict }) => verdict === 'deployed');
    const { taskDefinition, counts, revisions } = await live();
    expect(outcomes[winner]?.taskDefinition).toBe(taskDefinition);
    expect(await (await fetch(`${world.cloud.loadBalancer}/rooms`)).text()).toBe(versions[winner]);
    expect(counts).toEqual({ rules: 1, targetGroups: 1, services: 1 });
    expect(revisions).toBe(exists ? 3 : 2);
  });

  test.each([
    ['an existing', true],
    ['a new', false],
  ])('both deploy %s one if they release the same commit, image and configuration', async (_what, exists) => {
    if (exists) await race([await pushed(answering('zero'), 'a')], join(world.folder, 'first'));
    const healthy = join(world.folder, 'healthy');
    const runs = [];
    for (let job = 0; job < 2; job++) runs.push(await pushed(answeringOnceThereIs(healthy, 'one'), 'b'));
    const outcomes = await race(runs, healthy);
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['deployed', 'deployed']);
    const { taskDefinition } = await live();
    expect(outcomes.map((outcome) => outcome.taskDefinition)).toContain(taskDefinition);
  });
});
