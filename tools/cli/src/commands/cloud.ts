import { type Cloud, CloudError, type CloudOptions, defaultQuotas, startCloud } from '@longshore/cloud';
import { LongshoreError, nearest } from '@longshore/model';
import { type CloudPorts } from '../options';

/** Options of `longshore cloud`. */
export interface CloudCommand extends CloudPorts {
  state: string;
  environment: string[];
  timeScale: number;
  rateLimits: 'aws' | 'none';
  quota: Record<string, number>;
}

/**
 * Runs the embedded cloud until SIGINT or SIGTERM.
 * @throws LS1006, LS1102, CloudError LS4002
 */
export async function cloud({ state, environment, ...command }: CloudCommand): Promise<void> {
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  const running = await start({
    stateDir: state,
    port: command.port,
    loadBalancerPort: command.lbPort,
    runtime: command.runtime,
    timeScale: command.timeScale,
    rateLimits: command.rateLimits,
    quotas: knownQuotas(command.quota),
    account: '123456789012',
    region: 'us-east-1',
    environments: environment,
  });
  const { endpoint, loadBalancer } = running;
  process.stdout.write(`${JSON.stringify({ event: 'ready', endpoint, loadBalancer, runtime: running.runtime })}\n`);
  await stopped;
  await running.close();
}

async function start(options: CloudOptions): Promise<Cloud> {
  try {
    return await startCloud(options);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'LS4001') throw error;
    throw new LongshoreError('LS1102', {
      what: error.what,
      fix: `npx ${error.fix}`,
      cause: error,
    });
  }
}

/** @throws LS1006 for a quota that is not known */
function knownQuotas(quotas: Record<string, number>): Record<string, number> {
  const names = Object.keys(defaultQuotas);
  const unknown = Object.keys(quotas).find((name) => !names.includes(name));
  if (unknown === undefined) return quotas;
  const near = nearest(unknown, names);
  throw new LongshoreError('LS1006', {
    what: `no quota ${unknown}`,
    why: `the embedded cloud has ${names.join(', ')}`,
    fix: near ? `did you mean ${near}?` : 'npx longshore cloud --help',
  });
}
