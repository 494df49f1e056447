import { type Service } from '../aws/shapes';
import { primaryOf } from '../plan/delta';

/** How often ECS is asked again for a deployment that its answer does not show yet. */
const attempts = 30;

/**
 * The service with the deployment that a call of ours has caused: without it, the state of the one before would pass
 * for ours.
 * @param applied as the call answered it
 * @param before id of the deployment that was PRIMARY before the call
 */
export async function ownDeploymentOf(
  applied: Service,
  before: string | undefined,
  { service: read }: { service: (name: string) => Promise<Service | undefined> },
): Promise<Service> {
  let service = applied;
  for (let attempt = 1; isWithout(service, before) && attempt < attempts; attempt++) {
    service = (await read(applied.serviceName ?? '')) ?? service;
  }
  if (isWithout(service, before)) {
    throw new Error(`ECS took the update of ${applied.serviceName} and shows no deployment of it`);
  }
  return service;
}

function isWithout(service: Service, before: string | undefined): boolean {
  const primary = primaryOf(service);
  return primary?.id === undefined || primary.id === before;
}
