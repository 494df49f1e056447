import { type DescribeServicesResponse } from '@aws-sdk/client-ecs';
import { context, EcsWorld } from '../ecs/testing/ecs-world';
import { settle } from '../testing/virtual-clock';
import { type AwsService, type Operation } from '../kernel';
import { Faults, noFaults, withStaleReads } from '.';

describe('stale reads', () => {
  let world: EcsWorld;
  let faults: Faults;
  let service: AwsService;

  beforeEach(async () => {
    world = await EcsWorld.start();
    faults = new Faults();
    service = withStaleReads(world.ecs.service, { faults, store: world.store, slice: 'ecs' });
    await world.register();
    await world.createService();
  });

  afterEach(() => world.end());

  const call = async <Output>(operation: string, input: object): Promise<Output> => {
    const output = await (service.operations[operation] as Operation)(input, context);
    await settle();
    return output as Output;
  };

  const forceDeployment = () => call('UpdateService', { cluster: 'local', service: 'rooms', forceNewDeployment: true });

  const deploymentIds = async (): Promise<(string | undefined)[]> => {
    const input = { cluster: 'local', services: ['rooms'] };
    const { services } = await call<DescribeServicesResponse>('DescribeServices', input);
    return services?.[0]?.deployments?.map(({ id }) => id) ?? [];
  };

  it('row "reads": miss a new deployment for so many polls, and then see it', async () => {
    const before = await deploymentIds();
    faults.set({ seed: 0, rules: [{ operation: 'UpdateService', phase: 'before', staleReads: 2 }] });
    await forceDeployment();
    expect([await deploymentIds(), await deploymentIds()]).toEqual([before, before]);
    expect((await deploymentIds())[0]).not.toBe(before[0]);
  });

  it('change nothing of what really is', async () => {
    faults.set({ seed: 0, rules: [{ phase: 'before', staleReads: 1 }] });
    await forceDeployment();
    const real = structuredClone(world.store.slice('ecs', () => ({})));
    await deploymentIds();
    expect(world.store.slice('ecs', () => ({}))).toEqual(real);
  });

  it('end with the plan that asked for them', async () => {
    const before = await deploymentIds();
    faults.set({ seed: 0, rules: [{ phase: 'before', staleReads: 5 }] });
    await forceDeployment();
    expect(await deploymentIds()).toEqual(before);
    faults.set(noFaults);
    expect((await deploymentIds())[0]).not.toBe(before[0]);
  });

  it('do not follow a write that failed', async () => {
    const before = await deploymentIds();
    faults.set({ seed: 0, rules: [{ operation: 'UpdateService', phase: 'before', staleReads: 1, nth: 1 }] });
    await expect(call('UpdateService', { cluster: 'local', service: 'none' })).rejects.toThrow('Service not found.');
    await forceDeployment();
    expect((await deploymentIds())[0]).not.toBe(before[0]);
  });
});
