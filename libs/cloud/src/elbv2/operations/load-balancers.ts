import {
  type CreateLoadBalancerCommandInput,
  type DeleteLoadBalancerCommandInput,
  type DescribeLoadBalancerAttributesCommandInput,
  type DescribeLoadBalancersCommandInput,
  type LoadBalancer as Described,
  type ModifyLoadBalancerAttributesCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { inPlace, loadBalancerArn } from '../arns';
import { attributeList, loadBalancerAttributes, setAttributes, standardAttributes } from '../attributes';
import { notBuilt, validationError } from '../errors';
import { checkName } from '../names';
import { page } from '../paging';
import { type Elbv2State, type LoadBalancer } from '../state';
import { mergeTags } from '../tags';
import { findLoadBalancer } from './find';
import { removeListener } from './listeners';
import { refuseLoadBalancer } from './limits';
import { type Parts } from './parts';

/** The operations on load balancers. */
export function loadBalancerOperations(parts: Parts): OperationTable {
  const { state, clock, changed } = parts;
  return {
    CreateLoadBalancer: (input: CreateLoadBalancerCommandInput, context: CallContext) => {
      const wanted = readInput(input);
      const existing = inPlace(state.loadBalancers, context).find(({ name }) => name === wanted.name);
      if (existing) return { LoadBalancers: [describe(sameSettings(existing, wanted))] };
      const tags = mergeTags({}, input.Tags ?? []);
      refuseLoadBalancer(parts, context);
      const made = makeLoadBalancer(state, { ...wanted, arn: loadBalancerArn(context, wanted.name) }, clock.now());
      if (input.Tags) state.tags[made.arn] = tags;
      return { LoadBalancers: [describe(made)] };
    },
    DescribeLoadBalancers: (input: DescribeLoadBalancersCommandInput, context: CallContext) => {
      const { items, NextMarker } = page(select(state, input, context), input);
      return { LoadBalancers: items.map(describe), NextMarker };
    },
    DeleteLoadBalancer: ({ LoadBalancerArn: arn = '' }: DeleteLoadBalancerCommandInput) => {
      const existing = state.loadBalancers[arn];
      // Deleting what is not there succeeds (API reference).
      if (!existing) return {};
      refuseProtected(existing);
      for (const listener of Object.values(state.listeners)) {
        if (listener.loadBalancerArn === arn) removeListener(parts, listener);
      }
      delete state.loadBalancers[arn];
      delete state.tags[arn];
      changed();
      return {};
    },
    DescribeLoadBalancerAttributes: ({ LoadBalancerArn }: DescribeLoadBalancerAttributesCommandInput) => ({
      Attributes: attributeList(findLoadBalancer(state, LoadBalancerArn).attributes),
    }),
    ModifyLoadBalancerAttributes: (input: ModifyLoadBalancerAttributesCommandInput) => {
      const found = findLoadBalancer(state, input.LoadBalancerArn);
      found.attributes = setAttributes(loadBalancerAttributes, found.attributes, input.Attributes ?? []);
      changed();
      return { Attributes: attributeList(found.attributes) };
    },
  };
}

type Settings = Pick<LoadBalancer, 'name' | 'scheme' | 'subnets' | 'securityGroups'>;

/** Puts a new load balancer into the state. */
export function makeLoadBalancer(state: Elbv2State, settings: Settings & { arn: string }, now: number): LoadBalancer {
  const made = { ...settings, createdAt: now, attributes: standardAttributes(loadBalancerAttributes) };
  state.loadBalancers[made.arn] = made;
  return made;
}

function readInput(input: CreateLoadBalancerCommandInput): Settings {
  const { Name: name = '', Scheme: scheme = 'internet-facing', Type: type = 'application' } = input;
  checkName('The load balancer name', name);
  if (type !== 'application') throw notBuilt(`A load balancer of type '${type}'`);
  const mapped = input.SubnetMappings?.flatMap(({ SubnetId }) => SubnetId ?? []) ?? [];
  const subnets = input.Subnets ?? mapped;
  if (new Set(subnets).size < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  return { name, scheme, subnets, securityGroups: input.SecurityGroups ?? [] };
}

function sameSettings(existing: LoadBalancer, wanted: Settings): LoadBalancer {
  const essence = ({ scheme, subnets, securityGroups }: Settings): string =>
    JSON.stringify([scheme, [...subnets].sort(), [...securityGroups].sort()]);
  if (essence(existing) === essence(wanted)) return existing;
  throw new AwsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${wanted.name}' exists, but with different settings`,
  );
}

function select(state: Elbv2State, input: DescribeLoadBalancersCommandInput, context: CallContext): LoadBalancer[] {
  const { LoadBalancerArns: arns = [], Names: names = [] } = input;
  if (arns.length > 0) return arns.map((arn) => findLoadBalancer(state, arn));
  const all = inPlace(state.loadBalancers, context);
  const missing = names.filter((wanted) => !all.some(({ name }) => name === wanted));
  if (missing.length > 0) {
    throw new AwsError('LoadBalancerNotFound', `Load balancers '[${missing.join(', ')}]' not found`);
  }
  return names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
}

function refuseProtected({ arn, attributes }: LoadBalancer): void {
  if (attributes['deletion_protection.enabled'] !== 'true') return;
  throw new AwsError(
    'OperationNotPermitted',
    `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
  );
}

function describe({ arn, name, scheme, createdAt, subnets, securityGroups }: LoadBalancer): Described {
  const region = arn.split(':')[3] ?? '';
  return {
    LoadBalancerArn: arn,
    // Real load balancers have names of their own, which would not resolve here: this one is reached at the loopback
    // address, at the port of its listener.
    DNSName: '127.0.0.1',
    CreatedTime: new Date(createdAt),
    LoadBalancerName: name,
    Scheme: scheme,
    State: { Code: 'active' },
    Type: 'application',
    AvailabilityZones: subnets.map((SubnetId, index) => ({
      ZoneName: region + 'abcdef'.charAt(index % 6),
      SubnetId,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: securityGroups,
    IpAddressType: 'ipv4',
  };
}
