import { isTagged, releaseTags } from '../apply/revision';
import { type Deployment, type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';
import { type Prepared } from './release';
import { type Run } from './run';

/** A deployment of what this run releases that another run has started. */
export interface Twin {
  service: Service;
  deployment: Deployment;
}

/**
 * Finds out whether the deployment that took over releases the same commit, image and configuration, as if two jobs of
 * one commit run at once: it is ours as much as the other's then.
 */
export async function twinOf(run: Run, { desired }: Pick<Prepared, 'desired'>): Promise<Twin | undefined> {
  const place = await run.place();
  const service = await place.service(desired.names.service);
  const deployment = service && primaryOf(service);
  if (!service || !deployment?.taskDefinition) return undefined;
  const live = await place.cluster.taskDefinitions.describe(deployment.taskDefinition);
  const isSame = isTagged(live?.tags, releaseTags(desired));
  return isSame ? { service, deployment } : undefined;
}
