import { type Orphan, type Service } from '@longshore/model';
import { type Cluster } from '../aws/ports';
import { namesOf } from '../render/names';

/** The services that are live in an environment and have no folder in the workspace, by name. */
export async function orphansOf(
  environment: string,
  services: readonly Service[],
  cluster: Cluster,
): Promise<Orphan[]> {
  const prefix = namesOf(environment, '').service;
  const known = new Set(services.map(({ name }) => namesOf(environment, name).service));
  const names = (await cluster.services.names()).filter((name) => name.startsWith(prefix) && !known.has(name));
  const found = names.length > 0 ? await cluster.services.describe(names) : [];
  return found
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ serviceName = '' }) => serviceName.slice(prefix.length))
    .sort()
    .map((service) => ({ service, destroy: `npx longshore destroy ${service} -e ${environment}` }));
}
