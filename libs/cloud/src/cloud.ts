/** How to start the embedded cloud. */
export interface CloudOptions {
  /** Folder of its state: what a restart finds again. */
  stateDir: string;
  /** Port of the AWS APIs and the registry; 0 takes a free one. */
  port: number;
  /** Port of the load balancer; 0 takes a free one. */
  loadBalancerPort: number;
  runtime: 'auto' | 'docker' | 'process';
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
  /** Base URL of the load balancer, as `http://127.0.0.1:8080`. */
  readonly loadBalancer: string;
  readonly runtime: 'docker' | 'process';
  /** Stops the tasks and the servers; the state stays. */
  close(): Promise<void>;
}
