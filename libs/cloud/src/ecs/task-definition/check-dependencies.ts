import { type ContainerDefinition } from '@aws-sdk/client-ecs';
import { clientException } from '../errors';
import { findCycle } from '../tasks/dependencies';

/**
 * Checks what the containers of a task definition say of one another.
 * @throws AwsError ClientException
 */
export function checkDependencies(definitions: ContainerDefinition[]): void {
  for (const { name, dependsOn = [] } of definitions) {
    for (const { containerName, condition } of dependsOn) {
      const dependency = definitions.find((other) => other.name === containerName);
      // With the stray plus, as AWS has it.
      if (!dependency)
        throw clientException(`Cannot depend on container + '${containerName}' because it does not exist`);
      checkCondition(dependency, condition, name);
    }
  }
  const [first] = findCycle(definitions);
  if (first !== undefined) throw clientException(`Container '${first}' depends on itself through its dependencies.`);
}

function checkCondition(
  { name, essential, healthCheck }: ContainerDefinition,
  condition: string | undefined,
  dependent: string | undefined,
): void {
  if ((condition === 'COMPLETE' || condition === 'SUCCESS') && essential !== false) {
    throw clientException('A dependency container with SUCCESS or COMPLETE condition cannot be an essential container');
  }
  if (condition === 'HEALTHY' && !healthCheck) {
    throw clientException(
      `Container '${dependent}' depends on container '${name}' to be HEALTHY, but '${name}' has no health check.`,
    );
  }
}
