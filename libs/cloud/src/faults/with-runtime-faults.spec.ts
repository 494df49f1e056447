import { type ContainerSpec } from '@longshore/runtime';
import { FakeRuntime } from '../ecs/testing/fake-runtime';
import { settle, VirtualClock } from '../testing/virtual-clock';
import { Faults, type RuntimeFault, withRuntimeFaults } from '.';

const image = { digest: `sha256:${'a'.repeat(64)}`, open: () => Promise.reject(new Error('no blobs')) };
const spec: ContainerSpec = {
  name: 'longshore-local-rooms-1',
  image: { digest: image.digest, config: {} },
  environment: {},
  ports: [],
};

describe('faults of a runtime', () => {
  const inner = new FakeRuntime();
  const clock = new VirtualClock();
  const faults = new Faults();
  const runtime = withRuntimeFaults(inner, { faults, clock });
  const plan = (...rules: RuntimeFault[]) => faults.set({ seed: 0, rules });

  it('fail a pull', async () => {
    plan({ runtime: 'pull-error', times: 1 });
    await expect(runtime.prepare(image)).rejects.toMatchObject({ name: 'PullError' });
    await expect(runtime.prepare(image)).resolves.toMatchObject({ digest: image.digest });
  });

  it('make a start slow, which may be given up', async () => {
    plan({ runtime: 'slow-start', latencyMs: 5000 });
    let started = 0;
    const slow = runtime.start(spec).then(() => (started += 1));
    await clock.advance(4999);
    expect(started).toBe(0);
    await clock.advance(1);
    await slow;
    const given = new AbortController();
    const givenUp = runtime.start(spec, given.signal);
    given.abort();
    await givenUp;
    expect(clock.waiting).toBe(0);
  });

  it('kill a container after a while', async () => {
    plan({ runtime: 'kill-task', latencyMs: 1000, target: '*rooms*' });
    const container = await runtime.start(spec);
    await clock.advance(1000);
    expect(await container.exited).toEqual({ code: 137, signal: 'SIGKILL', outOfMemory: false });
  });

  it('let a container run out of memory', async () => {
    plan({ runtime: 'oom' });
    const container = await runtime.start(spec);
    await clock.advance(1);
    expect(await container.exited).toMatchObject({ code: 137, outOfMemory: true });
  });

  it('let a container be that ends by itself before', async () => {
    plan({ runtime: 'oom', latencyMs: 1000 });
    const container = await runtime.start(spec);
    expect(await container.stop(1)).toEqual({ code: 0, outOfMemory: false });
    await settle();
    expect(clock.waiting).toBe(0);
  });

  it('leave other containers alone', async () => {
    plan({ runtime: 'kill-task', target: '*messages*' });
    await runtime.start(spec);
    await clock.advance(1000);
    expect(inner.containers.at(-1)?.ended).toBe(false);
  });
});
