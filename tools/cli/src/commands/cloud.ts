import { startCloud } from '@longshore/cloud';
import { type CloudPorts } from '../options';

/** Options of `longshore cloud`. */
export interface CloudCommand extends CloudPorts {
  state: string;
  environment: string[];
  timeScale: number;
  rateLimits: 'aws' | 'none';
}

/** Runs the embedded cloud until SIGINT or SIGTERM. */
export async function cloud({ state, environment, ...command }: CloudCommand): Promise<void> {
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  const running = await startCloud({
    stateDir: state,
    port: command.port,
    loadBalancerPort: command.lbPort,
    runtime: command.runtime,
    timeScale: command.timeScale,
    rateLimits: command.rateLimits,
    account: '123456789012',
    region: 'us-east-1',
    environments: environment,
  });
  const { endpoint, loadBalancer } = running;
  process.stdout.write(`${JSON.stringify({ event: 'ready', endpoint, loadBalancer, runtime: running.runtime })}\n`);
  await stopped;
  await running.close();
}
