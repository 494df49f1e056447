import { type ContainerDefinition } from '../aws/shapes';
import { type ResolvedService } from '../resolve/resolve-service';

/** The log group of a service in an environment: one each, so that retention and rights can differ. */
export const logGroupOf = (environment: string, service: string): string => `/longshore/${environment}/${service}`;

const streamPrefix = 'task';

/**
 * The log stream of a container, or the beginning of its name where the task's id is only begun. Source of the form
 * `prefix/container/task-id`: "Send Amazon ECS logs to CloudWatch", developer guide.
 */
export const logStreamOf = (container: string, taskId: string): string => `${streamPrefix}/${container}/${taskId}`;

/** The task's id in the name of a log stream. */
export const taskIdOf = (stream: string): string => stream.slice(stream.lastIndexOf('/') + 1);

/** Where a container's stdout and stderr go. */
export const renderLogs = ({
  name,
  environment,
  region,
}: ResolvedService): ContainerDefinition['logConfiguration'] => ({
  logDriver: 'awslogs',
  options: {
    'awslogs-group': logGroupOf(environment, name),
    'awslogs-region': region,
    'awslogs-stream-prefix': streamPrefix,
    // A log service that is slow must not stop the service: what does not fit the buffer is dropped.
    mode: 'non-blocking',
    'max-buffer-size': '25m',
  },
});
