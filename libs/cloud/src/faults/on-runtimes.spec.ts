import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerRuntime, createProcessRuntime, layoutSource, type Runtime } from '@longshore/runtime';
import { engineTestsRun, nodeBase, writeImageLayout } from '@longshore/runtime/src/testing';
import { systemClock } from '../kernel';
import { Faults, type RuntimeFault, withRuntimeFaults } from '.';

jest.setTimeout(60_000);

const kinds: ['process' | 'docker', (dir: string) => Runtime][] = [
  ['process', (dir) => createProcessRuntime({ dir })],
  ['docker', (dir) => createDockerRuntime({ dir })],
];
const runs = kinds.filter(([kind]) => kind === 'process' || engineTestsRun('faults of containers'));

describe.each(runs)('faults of real containers: %s', (kind, create) => {
  const dir = mkdtempSync(join(tmpdir(), 'longshore-faults-'));
  const layout = join(dir, 'image');
  const faults = new Faults();
  const inner = create(join(dir, 'runtime'));
  const runtime = withRuntimeFaults(inner, { faults, clock: systemClock });
  const plan = (rule: RuntimeFault): void => faults.set({ seed: 0, rules: [rule] });
  const start = async () => {
    const image = await runtime.prepare(layoutSource(layout));
    return runtime.start({ name: `faulty-${kind}`, image, environment: {}, ports: [] });
  };

  beforeAll(async () => {
    await writeImageLayout(layout, {
      layers: [...(kind === 'docker' ? [nodeBase()] : []), { 'app/main.js': 'setInterval(() => undefined, 1000)' }],
      config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
    });
  });

  afterAll(async () => {
    await inner.cleanUp();
    await inner.prune(() => false);
    rmSync(dir, { recursive: true, force: true });
  });

  test.each([
    ['kill-task', false],
    ['oom', true],
  ] as const)('%s ends a container with SIGKILL', async (fault, outOfMemory) => {
    plan({ runtime: fault, latencyMs: 50 });
    const container = await start();
    expect(await container.exited).toMatchObject({ code: 137, outOfMemory });
    await container.remove();
  });

  test('pull-error fails a pull, slow-start delays what runs all the same', async () => {
    plan({ runtime: 'pull-error' });
    await expect(start()).rejects.toMatchObject({ name: 'PullError' });
    plan({ runtime: 'slow-start', latencyMs: 300 });
    const before = performance.now();
    const container = await start();
    expect(performance.now() - before).toBeGreaterThan(290);
    await container.stop(0);
    await container.remove();
  });
});
