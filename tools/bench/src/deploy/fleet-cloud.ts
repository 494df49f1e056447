import { startCloud } from '@longshore/cloud';
import { AnsweringRuntime } from './answering-runtime';

/** A cloud whose tasks answer and do nothing else, with the rates that the second word says: `aws` or `none`. */
async function main([stateDir = '', rates]: string[]): Promise<void> {
  const cloud = await startCloud({
    stateDir,
    port: 0,
    loadBalancerPort: 0,
    runtime: new AnsweringRuntime(),
    // A fleet is larger than what one load balancer of AWS takes.
    quotas: {
      'rules-per-application-load-balancer': 1000,
      'target-groups-per-application-load-balancer': 1000,
    },
    rateLimits: rates === 'aws' ? 'aws' : 'none',
    account: '123456789012',
    region: 'us-east-1',
    environments: ['local'],
  });
  process.once('SIGTERM', () => void cloud.close().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ endpoint: cloud.endpoint })}\n`);
}

void main(process.argv.slice(2));
