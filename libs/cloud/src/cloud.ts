import { type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { detectRuntime, type Runtime } from '@longshore/runtime';
import { CloudError } from './cloud-error';
import { createControl } from './control';
import { type BuiltInLoadBalancer, PortInUseError, type RunningLoadBalancer } from './elbv2';
import { withFaults, withOneRegistration, withRateLimits } from './faults';
import { type AwsService, type CallContext, type Clock, scaledClock, systemClock } from './kernel';
import { runtimeFolder } from './leftovers';
import { type CloudParts, createParts } from './parts';
import { type Quotas, quotasOf } from './quotas';
import { Calls, createDispatcher, type Dispatch } from './protocol';
import { seedEnvironment } from './seed';
import { endpointOf, openServer } from './server';
import { lockState } from './state-lock';

/** How to start the embedded cloud. */
export interface CloudOptions {
  /** Folder of its state: what a restart finds again. */
  stateDir: string;
  /** Port of the AWS APIs and the registry; 0 takes a free one. */
  port: number;
  /** Port of the load balancer of the first environment, those of others follow; 0 takes free ones. */
  loadBalancerPort: number;
  /** What runs the tasks: a kind that is looked for on this machine, or a runtime itself. */
  runtime: 'auto' | 'docker' | 'process' | Runtime;
  /** `aws`: calls beyond AWS's documented rates are throttled. */
  rateLimits?: 'aws' | 'none';
  /** Quotas of the account that are not the default ones. */
  quotas?: Partial<Quotas>;
  /** How many times faster the time of the cloud goes than that on the wall, from 1 on; 1 where it is missing. */
  timeScale?: number;
  /** 12 digits. */
  account: string;
  /** Region of the resources that are there from the start. */
  region: string;
  /** Environments whose cluster, load balancer and `/longshore/NAME/…` parameters are there from the start. */
  environments: string[];
}

/** A running embedded cloud. */
export interface Cloud {
  /** Base URL of the AWS APIs and the registry, as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Base URL of the first environment's load balancer, as `http://127.0.0.1:8080`. */
  readonly loadBalancer: string;
  readonly runtime: 'docker' | 'process';
  /** Stops the tasks and the servers; the state stays. */
  close(): Promise<void>;
}

/**
 * Starts the embedded cloud.
 * @throws CloudError LS4001 where a port is in use, LS4002 where another cloud uses the same folder
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const unlock = await lockState(options.stateDir);
  try {
    return await start(options, unlock);
  } catch (error) {
    unlock();
    throw asCloudError(error);
  }
}

async function start(options: CloudOptions, unlock: () => void): Promise<Cloud> {
  const { stateDir, account } = options;
  const engine = await engineOf(options);
  const parts = createParts(stateDir, account, engine, clockOf(options), quotasOf(options.quotas));
  const calls = new Calls();
  const server = await openServer(options.port, {
    dispatch: dispatchTo(parts, options, calls),
    registry: (request, response) => parts.registry.handle(request, response),
    metadata: (path) => parts.ecs.metadata(path),
    addresses: () => Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
    control: createControl({
      calls,
      faults: parts.faults,
      events: () => parts.ecs.events(),
      scanFindings: (body) => parts.ecr.setScanFindings(body),
      reset: () => reset(parts, options, endpointOf(server)),
    }),
  });
  const close = async (): Promise<void> => {
    await parts.ecs.stop();
    await parts.imageLeases.stop();
    await engine.cleanUp();
    await parts.imageLeases.removeAll();
    await parts.elbv2.stop();
    await closeServer(server);
    await parts.store.flush();
    unlock();
  };
  const [first] = await startParts(parts, options, endpointOf(server)).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { endpoint: endpointOf(server), loadBalancer: first?.url ?? '', runtime: engine.kind, close };
}

const engineOf = ({ runtime, stateDir }: CloudOptions): Promise<Runtime> =>
  typeof runtime === 'string' ? detectRuntime(runtime, { dir: runtimeFolder(stateDir) }) : Promise.resolve(runtime);

const clockOf = ({ timeScale = 1 }: CloudOptions): Clock => (timeScale === 1 ? systemClock : scaledClock(timeScale));

/** What a call passes through on its way in. */
function dispatchTo({ services, store, clock, faults }: CloudParts, options: CloudOptions, calls: Calls): Dispatch {
  const plain = createDispatcher({ services, account: options.account, calls, store });
  const limited = options.rateLimits === 'aws' ? withLimitsOfAws(plain, services, clock) : plain;
  return withFaults(limited, { services, faults, clock });
}

const withLimitsOfAws = (inner: Dispatch, services: AwsService[], clock: Clock): Dispatch =>
  withRateLimits(withOneRegistration(inner, services), { services, clock });

/** Load balancers first: the tasks that ECS starts register with them. */
async function startParts(parts: CloudParts, options: CloudOptions, endpoint: string): Promise<RunningLoadBalancer[]> {
  const running = await parts.elbv2.start(options.environments.map((name, index) => builtIn(name, index, options)));
  const { account, region } = options;
  const context: CallContext = { account, region, endpoint, requestId: 'seed' };
  const target = { ecs: parts.ecs.service, ssm: parts.ssm, iam: parts.iam, context };
  for (const loadBalancer of running) await seedEnvironment(target, loadBalancer);
  await parts.logs.sweep();
  await parts.ecs.start(endpoint);
  parts.imageLeases.start();
  await parts.store.flush();
  return running;
}

const builtIn = (name: string, index: number, options: CloudOptions): BuiltInLoadBalancer => ({
  name,
  port: options.loadBalancerPort === 0 ? 0 : options.loadBalancerPort + index,
  account: options.account,
  region: options.region,
});

/** Empties everything and starts again as on the first day, on the same ports. */
async function reset(parts: CloudParts, options: CloudOptions, endpoint: string): Promise<void> {
  await parts.ecs.stop();
  await parts.imageLeases.stop();
  await parts.store.reset();
  await startParts(parts, options, endpoint);
}

/** Idle keep-alive connections of clients would hold the server open. */
const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function asCloudError(error: unknown): unknown {
  if (!(error instanceof PortInUseError)) return error;
  return new CloudError('LS4001', `port ${error.port} is in use by another process`, 'longshore cloud --lb-port 0');
}
