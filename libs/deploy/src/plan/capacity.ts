import { LongshoreError } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { type Desired } from '../render/desired';
import { type DesiredService } from '../render/service';

/**
 * The desired service as it can be reached from what is live. ECS changes a launch type only into capacity providers,
 * and these only into others: what is to go to Fargate gets Fargate's provider then.
 * @throws LS3125 where no update leads there
 */
export function reachable({ release, root, service: desired }: Desired, live: Service | undefined): DesiredService {
  const { launchType, ...rest } = desired;
  if (!live || !launchType) return desired;
  const providers = live.capacityProviderStrategy ?? [];
  if (providers.length === 0 && live.launchType === launchType) return desired;
  if (launchType === 'FARGATE') {
    return { ...rest, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }] };
  }
  throw new LongshoreError('LS3125', {
    what: `${release.service} in ${release.environment} cannot be moved to the launch type ${launchType}`,
    why: `it runs on ${providers.map((each) => each.capacityProvider).join(', ') || live.launchType}, and ECS has no update from there to a launch type`,
    fix: `set compute.capacityProviders in ${root}/service.json to a capacity provider of the cluster`,
  });
}
