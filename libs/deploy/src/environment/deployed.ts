import { LongshoreError, nearest } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { namesOf } from '../render/names';
import { type OpenEnvironment } from './open-environment';

/**
 * A service as ECS shows it.
 * @throws LS3112 where it is not there
 */
export async function deployedService(open: OpenEnvironment, service: string): Promise<Service> {
  const environment = open.environment.name;
  const place = await open.place();
  const found = await place.service(namesOf(environment, service).service);
  if (found?.status === 'ACTIVE') return found;
  const prefix = namesOf(environment, '').service;
  const near = nearest(
    service,
    (await place.cluster.services.names()).map((name) => name.slice(prefix.length)),
  );
  throw new LongshoreError('LS3112', {
    what: `${service} is not deployed to ${environment}`,
    why: found ? `the ECS service is ${found.status}` : `the cluster ${place.resources.cluster} has no such service`,
    fix: near
      ? `did you mean ${near}? npx longshore status -e ${environment}`
      : `npx nx run ${open.projectOf(service)}:deploy -c ${environment}`,
  });
}
