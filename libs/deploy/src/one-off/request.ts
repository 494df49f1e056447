import { createHash } from 'node:crypto';
import { type RunTaskCommandInput, type Service } from '../aws/shapes';

/** Where tasks of a service start: as the service itself has it, or is to have it. */
export type Launch = Pick<
  Service,
  'networkConfiguration' | 'launchType' | 'capacityProviderStrategy' | 'platformVersion'
>;

/** A task that is started once, with another command than the service's own. */
export interface OneOff {
  /** ARN of the revision. */
  taskDefinition: string;
  /** The container that gets the command. */
  container: string;
  command: string[];
  /** By which it is found again; 128 characters at most. */
  startedBy: string;
  /** The same for the same attempt: a request that is sent twice starts one task. */
  attempt: string;
}

/** RunTask of a one-off task, where and as the tasks of its service run. */
export const oneOffRequest = (
  { taskDefinition, container, command, startedBy, attempt }: OneOff,
  { networkConfiguration, launchType, capacityProviderStrategy = [], platformVersion }: Launch,
): Omit<RunTaskCommandInput, 'cluster' | 'count'> => ({
  taskDefinition,
  startedBy,
  // A group of its own: a family's is what tasks of services without one are spread by.
  group: 'longshore:one-off',
  networkConfiguration,
  platformVersion,
  // ECS takes one of the two.
  ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType }),
  overrides: { containerOverrides: [{ name: container, command }] },
  clientToken: createHash('sha256')
    .update(JSON.stringify([taskDefinition, command, attempt]))
    .digest('hex'),
});
