import { type Server } from 'node:http';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { VirtualClock } from '../../testing/virtual-clock';
import { type AwsService } from '../../kernel';
import { Calls, createDispatcher } from '../../protocol';
import { endpointOf, openServer } from '../../server';
import { MemoryStore } from '../../testing/memory-store';
import { controlFaults, Faults, withFaults, withRateLimits } from '..';

/** A server with two small services behind the wrappers of faults and rate limits, and a clock that stands still. */
export class FaultyCloud {
  readonly clock = new VirtualClock();
  readonly faults = new Faults();
  /** What was carried out. */
  readonly calls = new Calls();
  /** Milliseconds for which answers were held back. */
  readonly delays: number[] = [];
  readonly services: AwsService[];
  private server: Server | undefined;

  constructor(schemas: { ecs: Record<string, unknown>; elbv2: Record<string, unknown> }) {
    this.services = [
      {
        id: 'ecs',
        protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
        schemas: schemas.ecs,
        operations: {
          ListClusters: () => ({ clusterArns: ['arn'] }),
          ListServices: () => ({ serviceArns: [] }),
          RegisterTaskDefinition: () => ({ taskDefinition: { revision: 1 } }),
        },
      },
      {
        id: 'elasticloadbalancing',
        protocol: {
          kind: 'query',
          version: '2015-12-01',
          namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
        },
        schemas: schemas.elbv2,
        operations: { DescribeRules: () => ({ Rules: [] }), RegisterTargets: () => ({}) },
      },
    ];
  }

  async start(): Promise<void> {
    const { services, faults, calls } = this;
    // Delays pass at once, and are noted.
    const clock = {
      now: () => this.clock.now(),
      after: (milliseconds: number, callback: () => void) => {
        this.delays.push(milliseconds);
        setImmediate(callback);
        return () => undefined;
      },
    };
    const store = new MemoryStore();
    const dispatch = createDispatcher({ services, account: '123456789012', calls, store });
    this.server = await openServer(0, {
      dispatch: withFaults(withRateLimits(dispatch, { services, clock }), { services, faults, clock }),
      registry: () => Promise.reject(new Error('not asked for here')),
      control: (method, path, body) => Promise.resolve(controlFaults(faults, method, path, body)),
    });
  }

  get endpoint(): string {
    if (!this.server) throw new Error('start it first');
    return endpointOf(this.server);
  }

  ecs(region = 'us-east-1'): ECSClient {
    return new ECSClient(this.clientOptions(region));
  }

  elbv2(): ElasticLoadBalancingV2Client {
    return new ElasticLoadBalancingV2Client(this.clientOptions('us-east-1'));
  }

  /** `PUT /_cloud/faults`. */
  put(plan: unknown): Promise<Response> {
    return fetch(`${this.endpoint}/_cloud/faults`, { method: 'PUT', body: JSON.stringify(plan) });
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private clientOptions(region: string) {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    return { endpoint: this.endpoint, region, credentials, maxAttempts: 1 };
  }
}
