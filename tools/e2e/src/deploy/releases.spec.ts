import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { tags } from '@longshore/model';
import { openEcr, readImageRecords } from '@longshore/registry';
import { answering, World } from './world';

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

/** What the ledger says of a revision. */
async function ledgerOf(taskDefinition: string): Promise<Record<string, string>> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  const { tags: found = [] } = await ecs.send(command);
  return Object.fromEntries(found.map(({ key = '', value = '' }) => [key, value]));
}

const provenOf = async (service: string) => {
  const { digest } = await world.images.describe(service);
  const repository = await openEcr({ region: 'us-east-1' }).repository(service);
  return (await readImageRecords(repository, digest)).proven.map(({ predicate }) => predicate);
};

describe('a release that became healthy', () => {
  test('is proven: on its revision and on its image', async () => {
    world.images.set('rooms', answering('one'));
    const { taskDefinition } = await world.ship('rooms');
    const ledger = await ledgerOf('local-rooms:1');
    expect(ledger).toMatchObject({ [tags.verdict]: 'deployed', [tags.commit]: 'c'.repeat(40) });
    expect(Date.parse(ledger[tags.proven] ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(Number(ledger[tags.duration])).toBeGreaterThan(0);
    expect(await provenOf('rooms')).toMatchObject([{ environment: 'local', taskDefinition, commit: 'c'.repeat(40) }]);
  });

  test('is proven once', async () => {
    world.images.set('rooms', answering('one'));
    await world.ship('rooms');
    await world.ship('rooms');
    expect(await provenOf('rooms')).toHaveLength(1);
  });
});

test('a release that did not is not proven, and the ledger says how it ended', async () => {
  world.images.set('rooms', answering('one'));
  await world.ship('rooms');
  world.images.set('rooms', answering('two', 500));
  await world.ship('rooms');
  expect(await ledgerOf('local-rooms:2')).toMatchObject({ [tags.verdict]: 'rolled-back' });
  expect(await ledgerOf('local-rooms:2')).not.toHaveProperty(tags.proven);
  expect(await provenOf('rooms')).toEqual([]);
});
