import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDockerRuntime,
  createProcessRuntime,
  type Container,
  layoutSource,
  type Runtime,
} from '@longshore/runtime';
import { engineTestsRun, nodeBase, tarOf, writeImageLayout } from '@longshore/runtime/src/testing';
import { unreachableLines } from './unreachable';

jest.setTimeout(60_000);

const main = (host: string): string =>
  `require('http').createServer().listen(process.env.PORT, ${host}, () => console.log('listening'))`;
const failed = 'Task failed ELB health checks in (target-group arn)';

const kinds: [string, (dir: string) => Runtime][] = [['process', (dir) => createProcessRuntime({ dir })]];
if (engineTestsRun('the cause of failed health checks')) kinds.push(['docker', (dir) => createDockerRuntime({ dir })]);

describe.each(kinds)('the cause of failed health checks, in the runtime %s,', (kind, create) => {
  const dir = mkdtempSync(join(tmpdir(), 'longshore-unreachable-'));
  const runtime = create(join(dir, 'runtime'));
  let container: Container | undefined;

  afterEach(() => container?.remove());
  afterAll(async () => {
    await runtime.prune(() => false);
    await runtime.cleanUp();
    rmSync(dir, { recursive: true, force: true });
  });

  const linesOf = async (host: string, stoppedReason = failed) => {
    const layers = [...(kind === 'docker' ? [await tarOf(nodeBase())] : []), { 'app/main.js': main(host) }];
    const config = { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] };
    await writeImageLayout(join(dir, 'image'), { layers, config });
    const image = await runtime.prepare(layoutSource(join(dir, 'image')));
    const started = await runtime.start({
      name: `longshore-unreachable-${process.pid}`,
      image,
      environment: { PORT: '8000' },
      ports: [8000],
    });
    container = started;
    await new Promise<void>((resolve) => started.onLog(({ text }) => void (text === 'listening' && resolve())));
    const task = { stoppedReason } as Parameters<typeof unreachableLines>[0]['task'];
    const loadBalancers = [{ containerName: 'app', containerPort: 8000 }];
    return unreachableLines({ task, loadBalancers }, [{ definition: { name: 'app' }, container: started }]);
  };

  it('is named if the container listens on the loopback only', async () => {
    const text = 'longshore: port 8000 listens on 127.0.0.1 only, where no load balancer reaches it: listen on 0.0.0.0';
    expect(await linesOf(`'127.0.0.1'`)).toEqual([{ name: 'app', text }]);
  });

  it.each([[`'0.0.0.0'`], ['process.env.HOST'], ['undefined']])('is another one if it listens on %s', async (host) => {
    expect(await linesOf(host)).toEqual([]);
  });

  it('is not looked for if the task was stopped for another reason', async () => {
    expect(await linesOf(`'127.0.0.1'`, 'Scaling activity initiated by (deployment ecs-svc/1)')).toEqual([]);
  });
});
