import {
  type CreateListenerCommandInput,
  type DeleteListenerCommandInput,
  type DescribeListenersCommandInput,
  type Listener as Described,
  type ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OperationTable } from '../../kernel';
import { listenerArn, ruleArn } from '../arns';
import { invalidConfiguration, validationError } from '../errors';
import { page } from '../paging';
import { PortInUseError } from '../port-in-use-error';
import { type Elbv2State, type Listener } from '../state';
import { mergeTags } from '../tags';
import { readActions } from './actions';
import { findListener, findLoadBalancer } from './find';
import { refuseListener, refuseUniqueGroups } from './limits';
import { type Parts } from './parts';

/** The operations on listeners. */
export function listenerOperations(parts: Parts): OperationTable {
  const { state, servers, changed } = parts;
  return {
    CreateListener: async (input: CreateListenerCommandInput) => {
      const loadBalancer = findLoadBalancer(state, input.LoadBalancerArn);
      checkProtocol(input.Protocol);
      const port = readPort(input.Port);
      const actions = readActions(state, loadBalancer.arn, input.DefaultActions);
      const tags = mergeTags({}, input.Tags ?? []);
      const existing = listenersOf(state, loadBalancer.arn).find((listener) => listener.port === port);
      if (existing) return { Listeners: [describe(sameActions(existing, actions))] };
      refuseListener(parts, loadBalancer.arn);
      refuseUniqueGroups(parts, loadBalancer.arn, withActions(state, loadBalancer.arn, '', actions));
      await openPort(servers, port);
      const made = makeListener(state, loadBalancer.arn, port, actions);
      if (input.Tags) state.tags[made.arn] = tags;
      changed();
      return { Listeners: [describe(made)] };
    },
    DescribeListeners: (input: DescribeListenersCommandInput) => {
      const { items, NextMarker } = page(select(state, input), input);
      return { Listeners: items.map(describe), NextMarker };
    },
    ModifyListener: async (input: ModifyListenerCommandInput) => {
      const listener = findListener(state, input.ListenerArn);
      checkProtocol(input.Protocol ?? 'HTTP');
      const { DefaultActions: actions } = input;
      const read = actions ? readActions(state, listener.loadBalancerArn, actions) : listener.actions;
      refuseUniqueGroups(
        parts,
        listener.loadBalancerArn,
        withActions(state, listener.loadBalancerArn, listener.arn, read),
      );
      if (input.Port !== undefined && input.Port !== listener.port) {
        await openPort(servers, readPort(input.Port));
        servers.close(listener.port);
        listener.port = input.Port;
      }
      listener.actions = read;
      changed();
      return { Listeners: [describe(listener)] };
    },
    DeleteListener: ({ ListenerArn }: DeleteListenerCommandInput) => {
      removeListener(parts, findListener(state, ListenerArn));
      changed();
      return {};
    },
  };
}

/** The listeners as they are once one has other actions, or is there. */
const withActions = (state: Elbv2State, loadBalancerArn: string, arn: string, actions: Listener['actions']) => {
  const known = state.listeners[arn] ?? {
    arn,
    loadBalancerArn,
    defaultRuleArn: '',
    port: 0,
    protocol: 'HTTP' as const,
  };
  return { listeners: { ...state.listeners, [arn]: { ...known, actions } } };
};

/** Puts a new listener into the state. */
export function makeListener(
  state: Elbv2State,
  loadBalancerArn: string,
  port: number,
  actions: Listener['actions'],
): Listener {
  const arn = listenerArn(loadBalancerArn);
  const made: Listener = { arn, loadBalancerArn, defaultRuleArn: ruleArn(arn), port, protocol: 'HTTP', actions };
  state.listeners[arn] = made;
  return made;
}

/** Takes a listener, its rules and its port away. */
export function removeListener({ state, servers }: Parts, { arn, port }: Listener): void {
  for (const rule of Object.values(state.rules)) {
    if (rule.listenerArn !== arn) continue;
    delete state.rules[rule.arn];
    delete state.tags[rule.arn];
  }
  delete state.listeners[arn];
  delete state.tags[arn];
  servers.close(port);
}

const listenersOf = (state: Elbv2State, loadBalancerArn: string): Listener[] =>
  Object.values(state.listeners).filter((listener) => listener.loadBalancerArn === loadBalancerArn);

function select(state: Elbv2State, input: DescribeListenersCommandInput): Listener[] {
  const { ListenerArns: arns, LoadBalancerArn } = input;
  if (arns && arns.length > 0) return arns.map((arn) => findListener(state, arn));
  if (LoadBalancerArn === undefined) {
    throw validationError('You must specify either listener ARNs or a load balancer ARN');
  }
  return listenersOf(state, findLoadBalancer(state, LoadBalancerArn).arn);
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol === undefined) throw validationError('A listener protocol must be specified');
  if (protocol === 'HTTP') return;
  throw new AwsError('UnsupportedProtocol', `Protocol '${protocol}' is not built into the embedded cloud: use HTTP.`);
}

function readPort(port: number | undefined): number {
  if (port === undefined) throw validationError('A listener port must be specified');
  if (port < 1 || port > 65535) throw validationError(`Listener port '${port}' must be between 1 and 65535`);
  return port;
}

function sameActions(existing: Listener, actions: Listener['actions']): Listener {
  if (JSON.stringify(existing.actions) === JSON.stringify(actions)) return existing;
  throw new AwsError(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${existing.loadBalancerArn}'`,
  );
}

/** All load balancers share this machine's ports, with each other and with every other process. */
async function openPort(servers: Parts['servers'], port: number): Promise<void> {
  try {
    await servers.open(port);
  } catch (error) {
    if (!(error instanceof PortInUseError)) throw error;
    const cause = error.code === 'EADDRINUSE' ? 'is in use already' : `cannot be opened (${error.code})`;
    throw invalidConfiguration(`Port ${port} of 127.0.0.1 ${cause}: choose another port for this listener.`);
  }
}

const describe = ({ arn, loadBalancerArn, port, protocol, actions }: Listener): Described => ({
  ListenerArn: arn,
  LoadBalancerArn: loadBalancerArn,
  Port: port,
  Protocol: protocol,
  DefaultActions: actions,
});
