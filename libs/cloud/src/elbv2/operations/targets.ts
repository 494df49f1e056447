import { isIP } from 'node:net';
import {
  type DeregisterTargetsCommandInput,
  type DescribeTargetHealthCommandInput,
  type RegisterTargetsCommandInput,
  type TargetDescription,
  type TargetHealthDescription,
  type TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OperationTable, type Target } from '../../kernel';
import { validationError } from '../errors';
import { type TargetGroup } from '../state';
import { findTargetGroup } from './find';
import { type Parts } from './parts';

/** The operations on targets. */
export function targetOperations(parts: Parts): OperationTable {
  const { state, registrations, changed } = parts;
  return {
    RegisterTargets: ({ TargetGroupArn, Targets }: RegisterTargetsCommandInput) => {
      const group = findTargetGroup(state, TargetGroupArn);
      const targets = readTargets(group, Targets);
      refuseNames(targets);
      for (const target of targets) registrations.register(group, target);
      changed();
      return {};
    },
    // A target that is not registered is no error (API reference).
    DeregisterTargets: ({ TargetGroupArn, Targets }: DeregisterTargetsCommandInput) => {
      const group = findTargetGroup(state, TargetGroupArn);
      for (const target of readTargets(group, Targets)) registrations.deregister(group, target);
      changed();
      return {};
    },
    DescribeTargetHealth: ({ TargetGroupArn, Targets }: DescribeTargetHealthCommandInput) => {
      const group = findTargetGroup(state, TargetGroupArn);
      const asked = Targets && Targets.length > 0 ? readTargets(group, Targets) : group.targets;
      return { TargetHealthDescriptions: asked.map((target) => describe(parts, group, target)) };
    },
  };
}

/** A target without a port has its group's. */
function readTargets(group: TargetGroup, targets: TargetDescription[] = []): Target[] {
  if (targets.length === 0) throw validationError('A target must be specified');
  return targets.map(({ Id: id = '', Port: port = group.port }) => ({ id, port }));
}

/** There are no EC2 instances here whose ids could stand for an address. */
function refuseNames(targets: Target[]): void {
  const names = targets.filter(({ id }) => isIP(id) === 0).map(({ id }) => `'${id}'`);
  if (names.length === 0) return;
  throw new AwsError('InvalidTarget', `The following targets are not valid IP addresses: ${names.join(', ')}`);
}

function describe({ health }: Parts, group: TargetGroup, target: Target): TargetHealthDescription {
  const { state, reason, description } = health.health(group.arn, target);
  const { port } = group.healthCheck;
  return {
    Target: { Id: target.id, Port: target.port },
    HealthCheckPort: port === 'traffic-port' ? String(target.port) : port,
    TargetHealth: {
      State: state,
      ...(reason === undefined ? {} : { Reason: reason as TargetHealthReasonEnum }),
      ...(description === undefined ? {} : { Description: description }),
    },
  };
}
