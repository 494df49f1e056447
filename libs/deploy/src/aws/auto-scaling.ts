import type * as Sdk from '@aws-sdk/client-application-auto-scaling';
import { allPages, clientOptions, type Connection, lazily } from './connection';
import { orGone } from './gone';
import { type AutoScaling } from './ports';

/** The count of an ECS service, in the words of Application Auto Scaling. */
const ofServices = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** Opens Application Auto Scaling. */
export function openAutoScaling(connection: Connection): AutoScaling {
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-application-auto-scaling');
    return { sdk, client: new sdk.ApplicationAutoScalingClient(clientOptions(connection)) };
  });
  const scaling = { ...connection, open };
  return { ...reads(scaling), ...writes(scaling) };
}

interface Opened extends Connection {
  open: () => Promise<{ sdk: typeof Sdk; client: Sdk.ApplicationAutoScalingClient }>;
}

const reads = ({ open, call, signal }: Opened): Pick<AutoScaling, 'targets' | 'policies'> => ({
  targets: async () => {
    const { sdk, client } = await open();
    return allPages(
      (NextToken) =>
        call('application-autoscaling:DescribeScalableTargets', () =>
          client.send(new sdk.DescribeScalableTargetsCommand({ ...ofServices, NextToken }), { abortSignal: signal }),
        ),
      ({ ScalableTargets }) => ScalableTargets,
      ({ NextToken }) => NextToken,
    );
  },
  policies: async () => {
    const { sdk, client } = await open();
    return allPages(
      (NextToken) =>
        call('application-autoscaling:DescribeScalingPolicies', () =>
          client.send(new sdk.DescribeScalingPoliciesCommand({ ...ofServices, NextToken }), { abortSignal: signal }),
        ),
      ({ ScalingPolicies }) => ScalingPolicies,
      ({ NextToken }) => NextToken,
    );
  },
});

const writes = ({ open, call, signal }: Opened): Omit<AutoScaling, 'targets' | 'policies'> => ({
  register: async (ResourceId, { min: MinCapacity, max: MaxCapacity }) => {
    const { sdk, client } = await open();
    const command = new sdk.RegisterScalableTargetCommand({ ...ofServices, ResourceId, MinCapacity, MaxCapacity });
    await call('application-autoscaling:RegisterScalableTarget', () => client.send(command, { abortSignal: signal }));
  },
  putPolicy: async (ResourceId, PolicyName, TargetTrackingScalingPolicyConfiguration) => {
    const { sdk, client } = await open();
    const command = new sdk.PutScalingPolicyCommand({
      ...ofServices,
      ResourceId,
      PolicyName,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration,
    });
    await call('application-autoscaling:PutScalingPolicy', () => client.send(command, { abortSignal: signal }));
  },
  deletePolicy: async (ResourceId, PolicyName) => {
    const { sdk, client } = await open();
    const command = new sdk.DeleteScalingPolicyCommand({ ...ofServices, ResourceId, PolicyName });
    await orGone(
      call('application-autoscaling:DeleteScalingPolicy', () => client.send(command, { abortSignal: signal })),
      'ObjectNotFoundException',
    );
  },
  deregister: async (ResourceId) => {
    const { sdk, client } = await open();
    const command = new sdk.DeregisterScalableTargetCommand({ ...ofServices, ResourceId });
    await orGone(
      call('application-autoscaling:DeregisterScalableTarget', () => client.send(command, { abortSignal: signal })),
      'ObjectNotFoundException',
    );
  },
});
