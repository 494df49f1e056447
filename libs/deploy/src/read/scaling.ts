import { tags } from '@longshore/model';
import { type AutoScaling } from '../aws/ports';
import { type ScalingPolicy, type Service } from '../aws/shapes';
import { tagsOf } from '../aws/tags';
import { type DesiredScaling, policyPrefix } from '../render/scaling';

/** What scales an ECS service now: policies of others are left out. */
export type LiveScaling = DesiredScaling;

/** How Application Auto Scaling knows an ECS service. */
export const scalableOf = (cluster: string, service: string): string => `service/${cluster}/${service}`;

/** Whether a service has scaling that was set by us, as its tags say. */
export const wasScaled = (service: Service | undefined): boolean => Boolean(tagsOf(service?.tags)[tags.maxCopies]);

/** Reads what scales ECS services, by the name that Application Auto Scaling has for them. */
export async function readScaling(scaling: AutoScaling): Promise<Map<string, LiveScaling>> {
  const [targets, policies] = await Promise.all([scaling.targets(), scaling.policies()]);
  return new Map(
    targets.map(({ ResourceId = '', MinCapacity: min = 0, MaxCapacity: max = 0 }) => [
      ResourceId,
      { min, max, policies: Object.fromEntries(policies.flatMap((policy) => oursOf(policy, ResourceId))) },
    ]),
  );
}

function oursOf(policy: ScalingPolicy, resource: string): [string, LiveScaling['policies'][string]][] {
  const { PolicyName = '', ResourceId, TargetTrackingScalingPolicyConfiguration: configuration } = policy;
  const isOurs = ResourceId === resource && PolicyName.startsWith(policyPrefix);
  return isOurs && configuration ? [[PolicyName, configuration]] : [];
}
