import { type ContainerDefinition, type RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientException } from '../errors';

/** Most containers of one task definition. */
const mostContainers = 10;
/** Largest task definition, in bytes. */
const largest = 65_536;

/**
 * Checks the names and numbers of a task definition and its containers.
 * @throws AwsError ClientException
 */
export function checkLimits(request: RegisterTaskDefinitionRequest): void {
  const { containerDefinitions = [] } = request;
  const { tags: _tags, ...definition } = request;
  const length = Buffer.byteLength(JSON.stringify(definition));
  if (length > largest) {
    throw clientException(`Actual length: '${length}'. Max allowed length is '${largest}' bytes.`);
  }
  if (containerDefinitions.length > mostContainers) {
    throw clientException(`A task definition can have at most ${mostContainers} container definitions.`);
  }
  for (const container of containerDefinitions) {
    checkName(container);
    checkMemory(container, request);
    checkPorts(container);
    checkUlimits(container);
    checkSecrets(container);
  }
}

function checkName({ name = '' }: ContainerDefinition): void {
  if (name === '' || /^[a-zA-Z0-9_-]{1,255}$/.test(name)) return;
  throw clientException(
    'Container.name contains invalid characters. Up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores are allowed.',
  );
}

function checkMemory(container: ContainerDefinition, task: RegisterTaskDefinitionRequest): void {
  const { name, memory, memoryReservation } = container;
  const invalid = (why: string) => clientException(`Invalid setting for container '${name}'. ${why}`);
  if (memory !== undefined && memory < 6) throw invalid("'memory' must be at least 6 MiB.");
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    throw invalid("'memory' must be greater than or equal to 'memoryReservation'.");
  }
  if (task.memory === undefined) return;
  const limit = Number(task.memory);
  if ((memory ?? 0) > limit) throw invalid("The 'memory' of the container is greater than that of the task.");
  if ((memoryReservation ?? 0) > limit) {
    throw invalid("The 'memoryReservation' of the container is greater than the 'memory' of the task.");
  }
}

function checkPorts({ name, portMappings = [] }: ContainerDefinition): void {
  for (const { containerPort, hostPort } of portMappings) {
    for (const port of [containerPort, hostPort]) {
      if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) continue;
      throw clientException(`Invalid port ${port} in container '${name}': a port lies between 0 and 65535.`);
    }
  }
}

function checkUlimits({ name, ulimits = [] }: ContainerDefinition): void {
  for (const { name: limit, softLimit = 0, hardLimit = 0 } of ulimits) {
    if (hardLimit < 0 || softLimit <= hardLimit) continue; // -1 is no limit
    throw clientException(`Invalid ulimit '${limit}' in container '${name}': softLimit is greater than hardLimit.`);
  }
}

function checkSecrets({ secrets = [], environment = [] }: ContainerDefinition): void {
  const names = secrets.map(({ name }) => name);
  const taken = names.find(
    (name, index) => names.indexOf(name) !== index || environment.some((variable) => variable.name === name),
  );
  if (taken === undefined) return;
  throw clientException(
    'The secret name must be unique and not shared with any new or existing environment variables set on the ' +
      `container, such as '${taken}'.`,
  );
}
