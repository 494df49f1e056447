import { namesOf } from '../render/names';
import { type OpenEnvironment } from '../environment/open-environment';
import { type ContainerSecret, secretsIn } from './reference';

/** What the live revision of a service refers to; nothing if it is not deployed. */
export async function liveSecrets(
  { environment, place }: Pick<OpenEnvironment, 'environment' | 'place'>,
  service: string,
): Promise<ContainerSecret[]> {
  const opened = await place();
  const found = await opened.service(namesOf(environment.name, service).service);
  if (found?.status !== 'ACTIVE' || !found.taskDefinition) return [];
  const revision = await opened.cluster.taskDefinitions.describe(found.taskDefinition);
  return revision ? secretsIn(revision.taskDefinition, environment.spec) : [];
}
