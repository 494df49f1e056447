import { type BuiltInLoadBalancer, type RunningLoadBalancer } from './elbv2';
import { inPlace, loadBalancerArn } from './arns';
import { type ListenerServers } from './balancer/listener-servers';
import { makeListener } from './operations/listeners';
import { makeLoadBalancer } from './operations/load-balancers';
import { PortInUseError } from './port-in-use-error';
import { type Elbv2State, type Listener, type LoadBalancer } from './state';

/** What no rule of a built-in load balancer answers. */
const noRule: Listener['actions'] = [
  {
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'No service has this path.\n' },
  },
];

/**
 * Makes a built-in load balancer and its listener where they are not there, and opens the listener's port.
 * @param lastPort the port that it had before, to be taken again where `port` leaves the choice
 * @throws PortInUseError
 */
export async function openBuiltIn(
  state: Elbv2State,
  servers: ListenerServers,
  wanted: BuiltInLoadBalancer,
  now: number,
  lastPort: number | undefined,
): Promise<RunningLoadBalancer> {
  const loadBalancer = findOrMake(state, wanted, now);
  const existing = Object.values(state.listeners).find((known) => known.loadBalancerArn === loadBalancer.arn);
  const port = await open(servers, wanted.port, lastPort ?? existing?.port);
  const listener = existing ?? makeListener(state, loadBalancer.arn, port, noRule);
  listener.port = port;
  return {
    name: wanted.name,
    loadBalancerArn: loadBalancer.arn,
    listenerArn: listener.arn,
    port,
    url: `http://127.0.0.1:${port}`,
  };
}

function findOrMake(state: Elbv2State, wanted: BuiltInLoadBalancer, now: number): LoadBalancer {
  const { name } = wanted;
  const known = inPlace(state.loadBalancers, wanted).find((loadBalancer) => loadBalancer.name === name);
  const arn = loadBalancerArn(wanted, name);
  const settings = { arn, name, scheme: 'internet-facing' as const, subnets: [], securityGroups: [] };
  return known ?? makeLoadBalancer(state, settings, now);
}

async function open(servers: ListenerServers, wanted: number, last: number | undefined): Promise<number> {
  const first = wanted === 0 ? (last ?? 0) : wanted;
  if (servers.isOpen(first)) return first;
  try {
    return await servers.open(first);
  } catch (error) {
    if (wanted !== 0 || !(error instanceof PortInUseError)) throw error;
    return servers.open(0);
  }
}
