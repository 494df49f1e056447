import { type AwsService, type Clock, type Store, type TargetGroups } from '../kernel';

/** What ELBv2 needs of the cloud around it. */
export interface Elbv2Options {
  store: Store;
  clock: Clock;
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
