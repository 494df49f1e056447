import {
  type CreateTargetGroupCommandInput,
  type DeleteTargetGroupCommandInput,
  type DescribeTargetGroupAttributesCommandInput,
  type DescribeTargetGroupsCommandInput,
  type ModifyTargetGroupAttributesCommandInput,
  type ModifyTargetGroupCommandInput,
  type TargetGroup as Described,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { inPlace, targetGroupArn } from '../arns';
import { attributeList, setAttributes, standardAttributes, targetGroupAttributes } from '../attributes';
import { notBuilt, validationError } from '../errors';
import { checkName } from '../names';
import { page } from '../paging';
import { type Elbv2State, loadBalancersByGroup, type TargetGroup } from '../state';
import { mergeTags } from '../tags';
import { findLoadBalancer, findTargetGroup } from './find';
import { readHealthCheck, standardHealthCheck } from './health-check';
import { refuseTargetGroup } from './limits';
import { type Parts } from './parts';

/** The operations on target groups. */
export function targetGroupOperations({ state, quotas, changed }: Parts): OperationTable {
  return {
    CreateTargetGroup: (input: CreateTargetGroupCommandInput, context: CallContext) => {
      const wanted = readInput(input);
      const tags = mergeTags({}, input.Tags ?? []);
      const existing = inPlace(state.targetGroups, context).find(({ name }) => name === wanted.name);
      if (existing) return { TargetGroups: describeAll(state, [sameSettings(existing, wanted)]) };
      refuseTargetGroup({ state, quotas }, context);
      const made: TargetGroup = {
        arn: targetGroupArn(context, wanted.name),
        ...wanted,
        attributes: standardAttributes(targetGroupAttributes),
        targets: [],
      };
      state.targetGroups[made.arn] = made;
      if (input.Tags) state.tags[made.arn] = tags;
      return { TargetGroups: describeAll(state, [made]) };
    },
    DescribeTargetGroups: (input: DescribeTargetGroupsCommandInput, context: CallContext) => {
      const { items, NextMarker } = page(select(state, input, context), input);
      return { TargetGroups: describeAll(state, items), NextMarker };
    },
    ModifyTargetGroup: (input: ModifyTargetGroupCommandInput) => {
      const group = findTargetGroup(state, input.TargetGroupArn);
      group.healthCheck = readHealthCheck(group.healthCheck, input);
      changed();
      return { TargetGroups: describeAll(state, [group]) };
    },
    DeleteTargetGroup: ({ TargetGroupArn: arn = '' }: DeleteTargetGroupCommandInput) => {
      if (loadBalancersByGroup(state).has(arn)) {
        throw new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
      }
      delete state.targetGroups[arn];
      delete state.tags[arn];
      changed();
      return {};
    },
    DescribeTargetGroupAttributes: ({ TargetGroupArn }: DescribeTargetGroupAttributesCommandInput) => ({
      Attributes: attributeList(findTargetGroup(state, TargetGroupArn).attributes),
    }),
    ModifyTargetGroupAttributes: (input: ModifyTargetGroupAttributesCommandInput) => {
      const group = findTargetGroup(state, input.TargetGroupArn);
      group.attributes = setAttributes(targetGroupAttributes, group.attributes, input.Attributes ?? []);
      changed();
      return { Attributes: attributeList(group.attributes) };
    },
  };
}

type Settings = Pick<TargetGroup, 'name' | 'port' | 'vpcId' | 'targetType' | 'healthCheck'>;

/** The VPC is kept and given back; it is not asked for, for there is none. */
function readInput(input: CreateTargetGroupCommandInput): Settings {
  const { Name: name = '', TargetType: targetType = 'instance', Protocol: protocol, Port: port, VpcId: vpcId } = input;
  checkName('Target group name', name);
  if (targetType !== 'instance' && targetType !== 'ip') throw notBuilt(`A target group of type '${targetType}'`);
  if (protocol === undefined) throw validationError('A protocol must be specified');
  if (protocol !== 'HTTP') throw notBuilt(`A target group with protocol '${protocol}'`);
  if ((input.ProtocolVersion ?? 'HTTP1') !== 'HTTP1') {
    throw notBuilt(`A target group with protocol version '${input.ProtocolVersion}'`);
  }
  if (port === undefined) throw validationError('A port must be specified');
  if (port < 1 || port > 65535) throw validationError(`Port '${port}' must be between '1' and '65535'`);
  const healthCheck = readHealthCheck(standardHealthCheck, input);
  return { name, port, targetType, healthCheck, ...(vpcId === undefined ? {} : { vpcId }) };
}

/** Making a group again with the same settings gives back the one that is there (API reference). */
function sameSettings(existing: TargetGroup, wanted: Settings): TargetGroup {
  const essence = ({ port, vpcId, targetType, healthCheck }: Settings): string =>
    JSON.stringify([port, vpcId, targetType, Object.entries(healthCheck).sort()]);
  if (essence(existing) === essence(wanted)) return existing;
  throw new AwsError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${wanted.name}' exists, but with different settings`,
  );
}

function select(state: Elbv2State, input: DescribeTargetGroupsCommandInput, context: CallContext): TargetGroup[] {
  const { TargetGroupArns: arns = [], Names: names = [], LoadBalancerArn } = input;
  if (arns.length > 0) return arns.map((arn) => findTargetGroup(state, arn));
  const all = inPlace(state.targetGroups, context);
  if (LoadBalancerArn !== undefined) {
    findLoadBalancer(state, LoadBalancerArn);
    const users = loadBalancersByGroup(state);
    return all.filter(({ arn }) => users.get(arn)?.has(LoadBalancerArn) === true);
  }
  if (names.length === 0) return all;
  const found = all.filter(({ name }) => names.includes(name));
  if (found.length < new Set(names).size) {
    throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  }
  return found;
}

function describeAll(state: Elbv2State, groups: TargetGroup[]): Described[] {
  const users = loadBalancersByGroup(state);
  return groups.map((group) => describe(group, [...(users.get(group.arn) ?? [])]));
}

function describe({ arn, name, port, vpcId, targetType, healthCheck }: TargetGroup, users: string[]): Described {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: port,
    VpcId: vpcId,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: users,
    TargetType: targetType,
    IpAddressType: 'ipv4',
  };
}
