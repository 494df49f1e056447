import { type Clock } from '../../kernel';
import { type ListenerServers } from '../balancer/listener-servers';
import { type HealthChecks } from '../health/health-checks';
import { type Registrations } from '../registrations';
import { type Quotas } from '../../quotas';
import { type Elbv2State } from '../state';

/** What the operations work with. */
export interface Parts {
  state: Elbv2State;
  quotas: Quotas;
  clock: Clock;
  servers: Pick<ListenerServers, 'open' | 'close'>;
  health: Pick<HealthChecks, 'health'>;
  registrations: Registrations;
  /** To be called after each change of the state: takes it over into health checks and the load balancer. */
  changed: () => void;
}
