import { openAws, restart, rollback } from '@longshore/deploy';
import { type ServiceOutcome } from '@longshore/model';
import { answering, environmentOf, World } from './world';

let world: World;
let services = 0;

beforeAll(async () => {
  world = await World.start({ timeScale: 10 });
});

afterEach(() => world.setFaults([]));
afterAll(() => world.stop());

const noRights = { code: 'AccessDeniedException', status: 400 };

/** How a call goes wrong: nothing happens, or it is carried out and its caller does not learn it. */
const refused = { phase: 'before', error: noRights };
const misreported = { phase: 'after', error: noRights };
const unanswered = { phase: 'after', reset: true };

/** Time to start, also where the cloud's clock is fast and the machine is loaded. */
const health = { graceSeconds: 600 };
const scaled = { health, copies: { min: 1, max: 4 }, scaling: { cpu: 60, memory: 60 } };
const scaledElse = { health, copies: { min: 1, max: 5 }, scaling: { cpu: 50 } };
const unscaled = { health, copies: { min: 1 } };

/** A service of which a first version is live with scaling, or none; and its second version. */
async function service(exists: boolean): Promise<string> {
  const name = `service-${(services += 1)}`;
  world.images.set(name, answering(`${name} one`));
  if (exists) expect(await world.ship(name, scaled)).toMatchObject({ verdict: 'deployed' });
  world.images.set(name, answering(`${name} two`));
  return name;
}

/** A release, and the scaling that it asks for. */
interface Scaled {
  exists: boolean;
  spec: object;
  scaling: { max: number | undefined; policies: string[] };
}

/** Ships services in one run. */
async function shipAll(specs: Record<string, object>): Promise<ServiceOutcome[]> {
  const run = world.run(specs);
  const outcomes = await Promise.all(
    Object.keys(specs).map(async (name) => {
      await run.push(name);
      await run.release(name);
      return run.outcome(name);
    }),
  );
  await run.finish();
  return outcomes;
}

const answerOf = async (name: string) => (await fetch(`${world.cloud.loadBalancer}/${name}`)).text();

async function scalingOf(name: string) {
  const { scaling } = openAws(environmentOf({}), new AbortController().signal);
  const isOurs = ({ ResourceId }: { ResourceId?: string }) => ResourceId === `service/local/local-${name}`;
  const [target] = (await scaling.targets()).filter(isOurs);
  const policies = (await scaling.policies()).filter(isOurs).map(({ PolicyName }) => PolicyName);
  return { max: target?.MaxCapacity, policies: policies.sort() };
}

describe('a rollout that has begun is watched to its end', () => {
  const first: Scaled = {
    exists: false,
    spec: scaled,
    scaling: { max: 4, policies: ['longshore-cpu', 'longshore-memory'] },
  };
  const changed: Scaled = { exists: true, spec: scaledElse, scaling: { max: 5, policies: ['longshore-cpu'] } };
  const ended: Scaled = { exists: true, spec: unscaled, scaling: { max: undefined, policies: [] } };
  /** The releases that make each call beside their rollout. */
  const beside: Record<string, Scaled[]> = {
    TagResource: [first, changed, ended],
    RegisterScalableTarget: [first, changed],
    PutScalingPolicy: [first, changed],
    DeleteScalingPolicy: [changed],
    DeregisterScalableTarget: [ended],
  };
  const faults = Object.entries({ refused, misreported });
  const cases = Object.entries(beside).flatMap(([operation, releases]) =>
    faults.map(([kind, fault]) => [operation, kind, { releases, fault }] as const),
  );

  test.each(cases)('if %s beside it is %s: that alone is missing', async (operation, _kind, { releases, fault }) => {
    const names = await Promise.all(releases.map(({ exists }) => service(exists)));
    const specs = Object.fromEntries(releases.map(({ spec }, index) => [names[index] ?? '', spec]));
    await world.setFaults([{ operation, ...fault }]);
    const missing = {
      verdict: 'failed',
      isLive: true,
      deploymentId: expect.stringContaining('ecs-svc/'),
      reason: expect.stringMatching(
        new RegExp(
          `live and healthy, but its scaling could not be set: .*${operation}.*npx longshore iam-policy -e local`,
        ),
      ),
    };
    expect(await shipAll(specs)).toMatchObject(names.map((name) => ({ service: name, ...missing })));
    expect(await Promise.all(names.map(answerOf))).toEqual(names.map((name) => `${name} two`));
    await world.setFaults([]);
    for (const { verdict } of await shipAll(specs)) expect(['deployed', 'unchanged']).toContain(verdict);
    expect(await Promise.all(names.map(scalingOf))).toEqual(releases.map(({ scaling }) => scaling));
  });

  test.each([
    ['CreateService', 'misreported', { exists: false, fault: misreported }],
    ['CreateService', 'unanswered', { exists: false, fault: unanswered }],
    ['UpdateService', 'misreported', { exists: true, fault: misreported }],
    ['UpdateService', 'unanswered', { exists: true, fault: unanswered }],
  ])('if %s is %s: what was asked for is live then', async (operation, _kind, { exists, fault }) => {
    const name = await service(exists);
    await world.setFaults([{ operation, ...fault }]);
    const outcome = await world.ship(name, scaled);
    expect(outcome).toMatchObject({ verdict: 'deployed', reason: expect.stringContaining('answer was lost') });
    expect(await answerOf(name)).toBe(`${name} two`);
    await world.setFaults([]);
    expect(await world.ship(name, scaled)).toMatchObject({ verdict: 'unchanged' });
    expect(await scalingOf(name)).toMatchObject({ max: 4 });
  });

  test('if it fails as well: both reasons are there', async () => {
    const name = await service(true);
    world.images.set(name, 'process.exit(3)');
    await world.setFaults([{ operation: 'RegisterScalableTarget', ...refused }]);
    expect(await world.ship(name, scaledElse)).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringMatching(/scaling could not be set: .*RegisterScalableTarget.*exited with code 3/),
    });
    expect(await answerOf(name)).toBe(`${name} one`);
  });

  test('also by restart and rollback, if the answer of UpdateService is lost', async () => {
    const name = await service(true);
    expect(await world.ship(name, scaled)).toMatchObject({ verdict: 'deployed' });
    await world.setFaults([{ operation: 'UpdateService', ...misreported }]);
    expect(await restart(world.environment(), name)).toMatchObject({ running: 1 });
    expect(await rollback(world.environment(), name, {})).toMatchObject({ to: { revision: 1 } });
    expect(await answerOf(name)).toBe(`${name} one`);
  });
});

describe('a release without a rollout', () => {
  test.each([
    ['CreateService', false],
    ['UpdateService', true],
  ])('fails if %s is refused, and changes nothing', async (operation, exists) => {
    const name = await service(exists);
    await world.setFaults([{ operation, ...refused }]);
    await expect(world.ship(name, scaled)).rejects.toMatchObject({ code: 'LS3003' });
    if (exists) expect(await answerOf(name)).toBe(`${name} one`);
  });

  test('fails if its scaling is refused', async () => {
    const name = await service(true);
    world.images.set(name, answering(`${name} one`));
    await world.setFaults([{ operation: 'RegisterScalableTarget', ...refused }]);
    await expect(world.ship(name, scaledElse)).rejects.toMatchObject({ code: 'LS3003' });
  });
});

test('a run that takes all or nothing goes back with a version that is live and lacks its scaling', async () => {
  const name = await service(true);
  await world.setFaults([{ operation: 'RegisterScalableTarget', ...refused }]);
  const run = world.run({ [name]: scaledElse }, { environment: { onFailure: 'rollback-all' } });
  await run.push(name);
  await run.release(name);
  expect(await run.outcome(name)).toMatchObject({ verdict: 'failed', isLive: true });
  await world.setFaults([]);
  const { services: outcomes } = await run.finish();
  expect(outcomes).toMatchObject([{ service: name, verdict: 'rolled-back' }]);
  expect(outcomes[0]).not.toHaveProperty('isLive');
  expect(await answerOf(name)).toBe(`${name} one`);
});
