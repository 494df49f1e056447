import { Agent } from 'node:http';
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

/** Sends requests over kept connections, some of them with bodies, until told to stop; counts the answers. */
class Load {
  readonly answers = new Map<string, number>();
  private readonly agent = new Agent({ keepAlive: true });
  private going = true;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly url: string,
    clients: number,
  ) {
    this.clients = Array.from({ length: clients }, (_none, index) => this.client(index));
  }

  get total(): number {
    return [...this.answers.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Waits for so many more answers. */
  async more(count: number): Promise<void> {
    const enough = this.total + count;
    while (this.total < enough) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.clients);
    this.agent.destroy();
  }

  private async client(index: number): Promise<void> {
    const sending = index % 2 === 0 ? {} : { method: 'POST', body: 'a message' };
    while (this.going) {
      const outcome = await send(this.url, { ...sending, agent: this.agent }).then(
        ({ status }) => String(status),
        (error: Error) => error.message,
      );
      this.answers.set(outcome, (this.answers.get(outcome) ?? 0) + 1);
    }
  }
}

const newTarget = async (): Promise<TestTarget> =>
  ended(
    await TestTarget.start((incoming, response) => {
      incoming.resume();
      incoming.on('end', () => setTimeout(() => response.end('ok'), 2));
    }),
  );

describe('targets that come and go under load', () => {
  it('fail no request', async () => {
    const world = await ended(new Elbv2World()).start();
    const { targetGroups } = world.elbv2;
    const group = await world.group('rooms');
    await world.setAttribute(group, 'deregistration_delay.timeout_seconds', '1');
    await world.route('*', group);
    let live = [await newTarget(), await newTarget()];
    for (const target of live) await world.register(group, target);
    const load = ended(new Load(world.loadBalancer.url, 16));

    for (let deploy = 0; deploy < 3; deploy += 1) {
      await load.more(200);
      const next = [await newTarget(), await newTarget()];
      for (const target of next) await world.register(group, target);
      for (const { target } of live) targetGroups.deregister(group, target);
      const last = live.at(-1)?.target ?? { id: '', port: 0 };
      await world.until(() => targetGroups.health(group, last).state === 'unused');
      // Nothing is under way any more: what ends here the hard way takes no request with it.
      for (const target of live) await target.stop();
      live = next;
    }

    await load.more(200);
    await load.stop();
    expect([...load.answers.keys()]).toEqual(['200']);
  }, 30_000);
});

describe('a target that is deregistered', () => {
  it('gets no new requests, finishes those under way, and keeps no connection', async () => {
    const world = await ended(new Elbv2World()).start();
    const { targetGroups } = world.elbv2;
    const group = await world.group('rooms');
    await world.route('*', group);
    let finish: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    const leaving = ended(
      await TestTarget.start((incoming, response) => {
        if (incoming.url !== '/slow') return void response.end('leaving');
        finish = () => response.end('finished');
        arrived();
      }),
    );
    const staying = ended(await TestTarget.start((_incoming, response) => response.end('staying')));
    await world.register(group, leaving);
    const { url } = world.loadBalancer;

    const slow = send(`${url}/slow`);
    await waiting;
    await send(url);
    expect(leaving.connections.size).toBe(2);
    await world.register(group, staying);
    targetGroups.deregister(group, leaving.target);
    expect(targetGroups.health(group, leaving.target)).toEqual({
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    });
    for (let turn = 0; turn < 4; turn += 1) expect((await send(url)).body).toBe('staying');
    finish();
    expect((await slow).body).toBe('finished');
    while (leaving.connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(leaving.requests).toBe(2);

    targetGroups.deregister(group, staying.target);
    expect((await send(url)).status).toBe(503);
  });
});
