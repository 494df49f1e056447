import { createServer, type AddressInfo } from 'node:net';
import { VirtualClock } from '../testing/virtual-clock';
import { PortInUseError } from '.';
import { Elbv2World } from './testing/elbv2-world';
import { send } from './testing/send';
import { TestTarget } from './testing/test-target';

const open = new Set<{ stop(): Promise<unknown> }>();

/** Stops something after the test, however that ends. */
function ended<Part extends { stop(): Promise<unknown> }>(part: Part): Part {
  open.add(part);
  return part;
}

afterEach(async () => {
  for (const part of open) await part.stop();
  open.clear();
});

const address = { id: '127.0.0.1', port: 9 };

describe('a deregistered target', () => {
  async function registered(delay: string) {
    const clock = new VirtualClock();
    const world = await ended(new Elbv2World(clock)).start();
    const group = await world.group('rooms');
    await world.setAttribute(group, 'deregistration_delay.timeout_seconds', delay);
    await world.route('*', group);
    const { targetGroups } = world.elbv2;
    targetGroups.register(group, address);
    const changes: string[] = [];
    targetGroups.onHealthChange((arn, target) => changes.push(targetGroups.health(arn, target).state));
    return { clock, world, group, targetGroups, changes };
  }

  it('row "deregistration delay": drains for the whole of it, then is unused', async () => {
    const { clock, group, targetGroups, changes } = await registered('30');
    targetGroups.deregister(group, address);
    await clock.advance(29_999);
    expect(targetGroups.health(group, address).state).toBe('draining');
    await clock.advance(1);
    expect(targetGroups.health(group, address)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' });
    expect(changes).toEqual(['draining', 'unused']);
  });

  it('is unused at once without a delay', async () => {
    const { group, targetGroups, changes } = await registered('0');
    targetGroups.deregister(group, address);
    expect(changes).toEqual(['unused']);
  });

  it('comes back when it is registered again', async () => {
    const { clock, group, targetGroups } = await registered('30');
    targetGroups.deregister(group, address);
    targetGroups.register(group, address);
    await clock.advance(31_000);
    expect(targetGroups.health(group, address).state).not.toBe('unused');
  });

  it('goes on draining after a restart', async () => {
    const { clock, world, group, targetGroups } = await registered('30');
    targetGroups.deregister(group, address);
    await clock.advance(10_000);
    await world.stop();
    const again = await ended(new Elbv2World(clock, world.store)).start();
    expect(again.elbv2.targetGroups.health(group, address).state).toBe('draining');
    await clock.advance(20_000);
    expect(again.elbv2.targetGroups.health(group, address).state).toBe('unused');
  });

  it('leaves no timer behind when all stops', async () => {
    const { clock, world, group, targetGroups } = await registered('30');
    targetGroups.register(group, { id: '127.0.0.1', port: 10 });
    targetGroups.deregister(group, address);
    await world.stop();
    await clock.advance(0);
    expect(clock.waiting).toBe(0);
  });
});

describe('target groups, as ECS sees them', () => {
  it('have a load balancer once a rule names them', async () => {
    const world = await ended(new Elbv2World()).start();
    const { targetGroups } = world.elbv2;
    const group = await world.group('rooms');
    expect([targetGroups.has(group), targetGroups.hasLoadBalancer(group)]).toEqual([true, false]);
    const rule = await world.route('*', group);
    expect(targetGroups.hasLoadBalancer(group)).toBe(true);
    await world.call('DeleteRule', { RuleArn: rule });
    expect(targetGroups.hasLoadBalancer(group)).toBe(false);
    expect(targetGroups.has(`${group}0`)).toBe(false);
  });

  it('are kept when a target comes, without an API call', async () => {
    const world = await ended(new Elbv2World()).start();
    const group = await world.group('rooms');
    let touched = 0;
    world.store.onTouch = () => (touched += 1);
    world.elbv2.targetGroups.register(group, address);
    expect(touched).toBe(1);
  });

  it('take no target once they are deleted', async () => {
    const world = await ended(new Elbv2World()).start();
    const { targetGroups } = world.elbv2;
    targetGroups.register('arn:gone', address);
    targetGroups.deregister('arn:gone', address);
    expect(targetGroups.health('arn:gone', address).state).toBe('unused');
  });
});

describe('a restart', () => {
  it('finds port, rules and targets again, and checks the targets anew', async () => {
    const world = await ended(new Elbv2World()).start();
    const group = await world.group('rooms');
    await world.route('/rooms', group);
    const target = ended(await TestTarget.start((_incoming, response) => response.end('room')));
    await world.register(group, target);
    const { loadBalancer } = world;
    await world.stop();

    const again = await ended(new Elbv2World(undefined, world.store)).start();
    expect(again.loadBalancer).toEqual(loadBalancer);
    await again.register(group, target);
    expect((await send(`${loadBalancer.url}/rooms`)).body).toBe('room');
  });

  it('moves the built-in load balancer to the port that is asked for', async () => {
    const world = await ended(new Elbv2World()).start();
    const { loadBalancer } = world;
    await world.stop();
    const free = await ended(new Elbv2World()).start();
    const { port } = free.loadBalancer;
    await free.stop();
    const again = await ended(new Elbv2World(undefined, world.store)).start(port);
    expect(again.loadBalancer).toEqual({ ...loadBalancer, port, url: `http://127.0.0.1:${port}` });
    expect((await send(again.loadBalancer.url)).status).toBe(404);
  });
});

describe('a port that another process has', () => {
  it('is an error where it was asked for, and passed by where it was not', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const world = ended(new Elbv2World());
    await expect(world.start(port)).rejects.toThrow(new PortInUseError(port, 'EADDRINUSE'));
    await world.start(0);
    expect(world.loadBalancer.port).not.toBe(port);
    await world.stop();
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a reset of the store', () => {
  it('leaves after a new start nothing but the built-in load balancer, at the port it had', async () => {
    const world = await ended(new Elbv2World()).start();
    const group = await world.group('rooms');
    await world.route('*', group);
    const { url } = world.loadBalancer;
    await world.store.reset();
    await world.start();
    expect(world.loadBalancer.url).toBe(url);
    expect((await send(url)).status).toBe(404);
    expect(world.elbv2.targetGroups.has(group)).toBe(false);
  });
});
