import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError, type ServiceSpec } from '@longshore/model';
import { type Container } from '@longshore/runtime';
import { type Project } from '../image';
import { lastLines } from './container-log';
import { stopGracefully, stopWith } from './graceful-stop';
import { describeExit, waitUntilHealthy } from './health';
import { keepAliveWarning, measureKeepAlive } from './keep-alive';
import { refuseLoopback } from './loopback';

/** Where the services of a load balancer answer when nobody says otherwise. */
const defaultHealthPath = '/health';

/** How long a worker has to run before it counts as started, in milliseconds: what fails at its start ends at once. */
const settleMs = 500;

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

/** The probe of a service's kind. */
export const probeOf = (spec: ServiceSpec, container: Container): Probe =>
  spec.kind === 'http' ? httpProbe(spec, container) : workerProbe(container);

function httpProbe({ port, health }: Extract<ServiceSpec, { kind: 'http' }>, container: Container): Probe {
  const address = container.address(port);
  const url = new URL(health?.path ?? defaultHealthPath, `http://${address.host}:${address.port}`);
  return {
    environment: { SERVICE_URL: url.origin },
    ready: async (signal) => {
      const waited = new AbortController();
      const until = AbortSignal.any([waited.signal, ...(signal ? [signal] : [])]);
      const healthy = waitUntilHealthy(container, url, undefined, until).finally(() => waited.abort());
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

const workerProbe = (container: Container): Probe => ({
  environment: {},
  ready: async (signal) => {
    const exit = await Promise.race([container.exited, delay(settleMs, undefined, { signal, ref: false })]);
    if (!exit) return;
    throw new LongshoreError('LS2101', {
      what: `${container.name} does not keep running`,
      why: `it ended by itself: ${describeExit(exit)}\n${lastLines(container)}`,
      fix: 'see what ends it: a worker runs until it gets SIGTERM',
    });
  },
  warnings: () => Promise.resolve([]),
  stop: (stopSeconds) => stopWith(container, stopSeconds, () => Promise.resolve([])),
});
