import { execFileSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Child, startChild } from '../lib/child';
import { type Figure, median, percentile } from '../lib/figures';
import { fillCloud } from './fill';

const idleSeconds = 15;
const calls = 2000;
const warmUp = 500;

/** What a cloud with 100 services and 200 tasks costs while nothing happens, and how fast it answers. */
export async function measureIdle(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const program = join(folder, 'main.mjs');
  execFileSync(process.execPath, [join(__dirname, 'bundle-idle.cjs'), folder]);
  const cloud = await startChild(process.execPath, ['--expose-gc', program, join(folder, 'state')]);
  try {
    await fillCloud(cloud.ready['endpoint'] ?? '');
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

/** By a plain client: the SDK takes more time for a call than the cloud does. */
async function describeServices(cloud: Child): Promise<Figure> {
  const agent = new Agent({ keepAlive: true });
  const services = Array.from({ length: 10 }, (_, index) => `idle-${index}`);
  const body = JSON.stringify({ cluster: 'bench', services, include: ['TAGS'] });
  const times: number[] = [];
  for (let count = 0; count < calls + warmUp; count++) {
    const start = performance.now();
    await call(cloud.ready['endpoint'] ?? '', agent, body);
    times.push(performance.now() - start);
  }
  agent.destroy();
  const value = percentile(times.slice(warmUp), 99);
  const note = `${calls} calls, of which half took ${median(times.slice(warmUp)).toFixed(2)} ms at most`;
  return { what: 'DescribeServices of 10, p99', value, unit: 'ms', target: { atMost: 5 }, note };
}

const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices',
  authorization:
    'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/ecs/aws4_request, SignedHeaders=host, ' +
    `Signature=${'0'.repeat(64)}`,
};

const call = (endpoint: string, agent: Agent, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode === 200) response.resume().once('end', resolve);
      else reject(new Error(`DescribeServices answered ${response.statusCode}`));
    });
    sent.once('error', reject).end(body);
  });
