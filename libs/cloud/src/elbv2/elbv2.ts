import { type AwsService, type Clock, type Store, type Target, type TargetGroups } from '../kernel';
import { defaultQuotas, type Quotas } from '../quotas';
import { Balancer } from './balancer/balancer';
import { openBuiltIn } from './built-in';
import { Drains } from './health/drains';
import { HealthChecks } from './health/health-checks';
import { httpProbe } from './health/probe';
import { operationsOf } from './operations';
import { Registrations } from './registrations';
import { elbv2Service } from './service';
import { emptyState } from './state';
import { type HealthListener, targetGroupsPort } from './target-groups-port';

/** What ELBv2 needs of the cloud around it. */
export interface Elbv2Options {
  store: Store;
  clock: Clock;
  /** For what waits for real programs, as probes and connections do; `clock` where it is missing. */
  wall?: Clock;
  /** The account's quotas; the default ones where they are missing. */
  quotas?: Quotas;
  /** The part of the CPU time that a target asked for and got, from 0.1 to 1; 1 where it is missing. */
  cpuShare?: (target: Target) => Promise<number>;
}

/** A load balancer with one HTTP listener that is there from the start. */
export interface BuiltInLoadBalancer {
  /** At most 32 letters, digits and hyphens. */
  name: string;
  /** Port of its listener; 0 takes a free one. */
  port: number;
  /** 12 digits. */
  account: string;
  region: string;
}

/** Where a built-in load balancer is reached. */
export interface RunningLoadBalancer {
  name: string;
  loadBalancerArn: string;
  listenerArn: string;
  port: number;
  /** As `http://127.0.0.1:8080`. */
  url: string;
}

/** Elastic Load Balancing v2: its API, and the load balancers themselves. */
export interface Elbv2 {
  service: AwsService;
  targetGroups: TargetGroups;
  /**
   * Makes the built-in load balancers that are not there, opens the port of every listener and starts the health
   * checks. Call it again after the store was reset.
   * @throws PortInUseError where another process has the port
   */
  start(builtIn: BuiltInLoadBalancer[]): Promise<RunningLoadBalancer[]>;
  /** Closes every port and connection; the state stays. */
  stop(): Promise<void>;
}

/** Puts ELBv2 together; nothing runs before `start`. */
export function createElbv2(options: Elbv2Options): Elbv2 {
  const { store, clock, wall = clock, quotas = defaultQuotas, cpuShare } = options;
  const state = store.slice('elbv2', emptyState);
  const listeners = new Set<HealthListener>();
  const notify = (targetGroupArn: string, target: Target): void => {
    balancer.followHealth();
    for (const listener of listeners) listener(targetGroupArn, target);
  };
  const health = new HealthChecks({ state, clock, probe: httpProbe(wall), cpuShare, onChange: notify });
  const balancer = new Balancer({ state, clock: wall, health: (arn, target) => health.health(arn, target) });
  const drains = new Drains({
    state,
    clock,
    onDrained: (targetGroupArn, target) => {
      store.touch();
      notify(targetGroupArn, target);
    },
  });
  const changed = (): void => {
    health.follow();
    balancer.follow();
    drains.follow();
  };
  const registrations = new Registrations(state, clock, notify);
  const operations = operationsOf({ state, quotas, clock, servers: balancer.servers, health, registrations, changed });
  const lastPorts = new Map<string, number>();

  return {
    service: elbv2Service(operations),
    targetGroups: targetGroupsPort({ state, store, health, registrations, listeners, changed }),
    start: async (builtIn) => {
      const running: RunningLoadBalancer[] = [];
      for (const wanted of builtIn) {
        const opened = await openBuiltIn(state, balancer.servers, wanted, clock.now(), lastPorts.get(wanted.name));
        lastPorts.set(opened.name, opened.port);
        running.push(opened);
      }
      await balancer.servers.match(Object.values(state.listeners).map(({ port }) => port));
      store.touch();
      health.start();
      changed();
      return running;
    },
    stop: async () => {
      drains.stop();
      health.stop();
      await balancer.stop();
    },
  };
}
