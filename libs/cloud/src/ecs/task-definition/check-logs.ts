import { type ContainerDefinition, type RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientException, notBuilt } from '../errors';

/** Options of `awslogs` that change what is written. */
const notBuiltOptions = ['awslogs-datetime-format', 'awslogs-multiline-pattern'];

/**
 * Checks where a container's lines are to go, as RegisterTaskDefinition does.
 * @throws AwsError ClientException for what AWS refuses, UnsupportedFeatureException for what is not built
 */
export function checkLogConfiguration(
  { logConfiguration }: ContainerDefinition,
  { requiresCompatibilities }: RegisterTaskDefinitionRequest,
): void {
  if (!logConfiguration || logConfiguration.logDriver === 'json-file') return;
  const { logDriver, options = {}, secretOptions = [] } = logConfiguration;
  if (logDriver !== 'awslogs') throw notBuilt(`The log driver ${logDriver}`);
  if (secretOptions.length > 0) throw notBuilt('A secret option of a log driver');
  for (const option of notBuiltOptions) if (options[option] !== undefined) throw notBuilt(`The log option ${option}`);
  const missing = ['awslogs-region', 'awslogs-group'].filter((option) => !options[option]);
  if (missing.length > 0) throw clientException(`Log driver awslogs requires options: ${missing.join(', ')}`);
  if (options['awslogs-stream-prefix']) return;
  if (!requiresCompatibilities?.includes('FARGATE')) throw notBuilt('awslogs without awslogs-stream-prefix');
  throw clientException(
    'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
  );
}
