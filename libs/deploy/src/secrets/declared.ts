import { type Environment } from '@longshore/model';
import { namesOf } from '../render/names';
import { renderTaskDefinition } from '../render/task-definition';
import { type ResolvedService } from '../resolve/resolve-service';
import { type ContainerSecret, secretsIn } from './reference';

/** Secrets do not depend on roles. */
const noRoles = { executionRoleArn: '', taskRoleArn: '' };

/** Every secret that the files name for a service, those of its sidecars and backing services included. */
export const declaredSecrets = (service: ResolvedService, { spec }: Environment): ContainerSecret[] =>
  secretsIn(renderTaskDefinition(service, noRoles, namesOf(service.environment, service.name), ''), spec);

/**
 * Finds a secret by the variable that gets it, of the service's own container first, or by its reference.
 * @param word as `API_TOKEN`, or `/rooms/staging/api-token`
 */
export function findSecret(
  declared: readonly ContainerSecret[],
  { name }: Pick<ResolvedService, 'name'>,
  word: string,
): ContainerSecret | undefined {
  const isMeant = ({ variable, valueFrom, reference }: ContainerSecret) =>
    [variable, valueFrom, reference.store === 'ssm' && reference.name].includes(word);
  return declared.find((each) => each.container === name && isMeant(each)) ?? declared.find(isMeant);
}

/** The words by which `longshore secret set` finds one secret among those of all containers. */
export const wordFor = ({ container, variable, valueFrom }: ContainerSecret, service: string): string =>
  container === service ? variable : valueFrom;

/** Where the parameters lie that no file names: each by its variable. */
export const defaultPath = (environment: string, service: string): string => `/longshore/${environment}/${service}`;
