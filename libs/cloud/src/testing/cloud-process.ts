import { startCloud } from '../cloud';

/** Runs a cloud in a process of its own, on free ports, and says where: for tests that kill it. */
async function main(stateDir: string): Promise<void> {
  const cloud = await startCloud({
    stateDir,
    port: 0,
    loadBalancerPort: 0,
    runtime: 'process',
    account: '123456789012',
    region: 'us-east-1',
    environments: [],
  });
  process.stdout.write(`${cloud.endpoint}\n`);
}

void main(process.argv[2] ?? '');
