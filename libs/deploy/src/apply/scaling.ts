import { tags } from '@longshore/model';
import { type AutoScaling, type Cluster } from '../aws/ports';
import { type Service } from '../aws/shapes';
import { type Delta } from '../plan/delta';
import { type Live } from '../read/live';
import { scalableOf } from '../read/scaling';
import { type Desired } from '../render/desired';
import { labelled } from '../render/scaling';

/** Where the scaling of a service is set. */
export interface ScalingPorts {
  scaling: AutoScaling;
  cluster: Cluster;
  resources: { cluster: string; listenerArn: string };
}

/** Has a service scaled as desired, or no longer. */
export async function applyScaling(
  desired: Desired,
  live: Live,
  delta: Delta,
  { serviceArn = '' }: Service,
  targetGroupArn: string | undefined,
  { scaling, cluster, resources }: ScalingPorts,
): Promise<void> {
  if (delta.scaling.length === 0) return;
  const resource = scalableOf(resources.cluster, desired.names.service);
  if (!desired.scaling) {
    if (live.scaling) await scaling.deregister(resource);
    await cluster.tag(serviceArn, { [tags.maxCopies]: '' });
    return;
  }
  const { min, max } = desired.scaling;
  // First: the tag is what a later release reads the scaling by, to remove it.
  await cluster.tag(serviceArn, { [tags.maxCopies]: String(max) });
  await scaling.register(resource, { min, max });
  const wanted = labelled(desired.scaling, resources.listenerArn, targetGroupArn ?? '');
  const gone = Object.keys(live.scaling?.policies ?? {}).filter((name) => !(name in wanted));
  await Promise.all([
    ...Object.entries(wanted).map(([name, policy]) => scaling.putPolicy(resource, name, policy)),
    ...gone.map((name) => scaling.deletePolicy(resource, name)),
  ]);
}
