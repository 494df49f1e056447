import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { AwsError, type LogStream, type LogStreams } from '../../kernel';
import { lastPart, placeOf } from '../arn';
import { type TaskRecord } from '../state';
import { messageOf, TaskFailure } from './failure';

/**
 * Opens the log stream of a container, as the `awslogs` driver does before the container starts; none where another
 * driver takes its lines.
 * @throws TaskFailure ResourceInitializationError on Fargate, CannotStartContainerError elsewhere
 */
export function openAwslogs(
  { task }: TaskRecord,
  { name = '', logConfiguration }: ContainerDefinition,
  streams: LogStreams,
): LogStream | undefined {
  if (logConfiguration?.logDriver !== 'awslogs') return undefined;
  const options = logConfiguration.options ?? {};
  const { region, account } = placeOf(task.taskArn);
  try {
    return streams.open({
      region: options['awslogs-region'] ?? region,
      account,
      group: options['awslogs-group'] ?? '',
      stream: `${options['awslogs-stream-prefix']}/${name}/${lastPart(task.taskArn)}`,
      createGroup: options['awslogs-create-group'] === 'true',
    });
  } catch (error) {
    throw failure(task.launchType, name, error);
  }
}

function failure(launchType: string | undefined, container: string, error: unknown): TaskFailure {
  const cause = `failed to create Cloudwatch log stream: ${codeOf(error)}${messageOf(error)}`;
  if (launchType === 'FARGATE') {
    return new TaskFailure(
      `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: ${cause} : exit status 1`,
    );
  }
  return new TaskFailure(
    `CannotStartContainerError: Error response from daemon: failed to initialize logging driver: ${cause}`,
    container,
    'Task failed to start',
  );
}

const codeOf = (error: unknown): string => (error instanceof AwsError ? `${error.code}: ` : '');
