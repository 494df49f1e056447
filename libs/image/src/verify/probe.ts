import { setTimeout as delay } from 'node:timers/promises';
import { defaultHealth, LongshoreError, type ServiceSpec } from '@longshore/model';
import { type Address, type Container, type Exit, type HealthCheck } from '@longshore/runtime';
import { type Project } from '../image';
import { waitForContainerCheck } from './container-check';
import { lastLines } from './container-log';
import { stopGracefully, stopWith } from './graceful-stop';
import { describeExit, waitUntilHealthy } from './health';
import { keepAliveWarning, measureKeepAlive } from './keep-alive';
import { refuseLoopback } from './loopback';

/** How long a worker without a check has to run to count as started, in milliseconds: most failures end it at once. */
const settleMs = 500;

/** How long an engine may take to tell that a container has ended, in milliseconds. */
const endMs = 10_000;

/** How a container of a kind is seen to work, and stopped. */
export interface Probe {
  /** How the container tests reach it. */
  environment: Record<string, string>;
  /**
   * Resolves when the container works.
   * @throws LS2014, LS2101
   */
  ready(signal: AbortSignal | undefined): Promise<void>;
  /** Looks for faults that fail no verification, until the signal aborts. */
  warnings(project: Project, signal: AbortSignal): Promise<string[]>;
  /**
   * Stops the container as ECS does, in the middle of work where we can bring that about.
   * @param stopSeconds time between SIGTERM and SIGKILL
   * @throws LS2103
   */
  stop(stopSeconds: number): Promise<void>;
}

/**
 * The probe of a service's kind; its own check in the container has to pass as well, if it has one.
 * @param patienceMs how long the container may take to become healthy
 * @throws LS2101 if it has ended already
 */
export async function probeOf(spec: ServiceSpec, container: Container, patienceMs: number): Promise<Probe> {
  const probe = spec.kind === 'http' ? await httpProbe(spec, container, patienceMs) : workerProbe(container);
  if (!spec.containerHealth) return probe;
  const check = (signal: AbortSignal | undefined) => waitForContainerCheck(container, patienceMs, signal);
  return { ...probe, ready: async (signal) => void (await Promise.all([probe.ready(signal), check(signal)])) };
}

/** The check of service.json; more often than there, for verification waits for its first success only. */
export const healthCheckOf = ({ containerHealth }: ServiceSpec): { healthCheck?: HealthCheck } =>
  containerHealth
    ? {
        healthCheck: {
          test: containerHealth.command,
          intervalSeconds: 1,
          timeoutSeconds: containerHealth.timeoutSeconds,
          retries: containerHealth.retries,
          startPeriodSeconds: containerHealth.startSeconds,
        },
      }
    : {};

type HttpSpec = Extract<ServiceSpec, { kind: 'http' }>;

async function httpProbe({ port, health }: HttpSpec, container: Container, patienceMs: number): Promise<Probe> {
  const { path, codes, timeoutSeconds } = { ...defaultHealth, ...health };
  const address = await addressOf(container, port);
  const url = new URL(path, `http://${address.host}:${address.port}`);
  const wait = { url, port, codes, timeoutMs: timeoutSeconds * 1000, patienceMs };
  return {
    environment: { SERVICE_URL: url.origin },
    ready: async (signal) => {
      const waited = new AbortController();
      const until = AbortSignal.any([waited.signal, ...(signal ? [signal] : [])]);
      const healthy = waitUntilHealthy(container, wait, until).finally(() => waited.abort());
      // The first to throw is the cause; the watch ends without a word once the container is healthy.
      await Promise.race([healthy, refuseLoopback(container, port, until).then(() => healthy)]).finally(() =>
        waited.abort(),
      );
    },
    warnings: async (project, signal) => {
      const warning = keepAliveWarning(project, await measureKeepAlive(url, signal));
      return warning === undefined ? [] : [warning];
    },
    stop: (stopSeconds) => stopGracefully(container, url, stopSeconds),
  };
}

/** Where a port is reached; an engine has no address for a container that has ended. */
async function addressOf(container: Container, port: number): Promise<Address> {
  try {
    return container.address(port);
  } catch (error) {
    const exit = await Promise.race([container.exited, delay(endMs, undefined, { ref: false })]);
    throw exit ? endedByItself(container, exit, 'see what ends it: a service runs until it gets SIGTERM') : error;
  }
}

const endedByItself = (container: Container, exit: Exit, fix: string): LongshoreError =>
  new LongshoreError('LS2101', {
    what: `${container.name} does not keep running`,
    why: `it ended by itself: ${describeExit(exit)}\n${lastLines(container)}`,
    fix,
  });

const workerProbe = (container: Container): Probe => ({
  environment: {},
  ready: async (signal) => {
    const exit = await Promise.race([container.exited, delay(settleMs, undefined, { signal, ref: false })]);
    if (exit) throw endedByItself(container, exit, 'see what ends it: a worker runs until it gets SIGTERM');
  },
  warnings: () => Promise.resolve([]),
  stop: (stopSeconds) => stopWith(container, stopSeconds, () => Promise.resolve([])),
});
