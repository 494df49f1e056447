import { createInterface } from 'node:readline';
import { startCloud } from '@longshore/cloud';
import { FakeRuntime } from '@longshore/cloud/src/ecs/testing/fake-runtime';

/** A cloud whose tasks run nothing; for each line on stdin it prints its CPU time and memory. */
async function main(stateDir: string): Promise<void> {
  const cloud = await startCloud({
    stateDir,
    port: 0,
    loadBalancerPort: 0,
    runtime: new FakeRuntime(),
    account: '123456789012',
    region: 'us-east-1',
    environments: ['local'],
  });
  createInterface(process.stdin).on('line', () => {
    const { user, system } = process.cpuUsage();
    global.gc?.();
    print({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage().rss });
  });
  process.once('SIGTERM', () => void cloud.close().then(() => process.exit(0)));
  print({ endpoint: cloud.endpoint });
}

const print = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

void main(process.argv[2] ?? '');
