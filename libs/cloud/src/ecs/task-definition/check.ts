import {
  type ContainerDefinition,
  type LinuxParameters,
  type RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs';
import { clientException } from '../errors';
import { refuse } from '../refuse';
import { checkDependencies } from './check-dependencies';
import { checkExecutionRole } from './check-execution-role';
import { checkLimits } from './check-limits';
import { checkLogConfiguration } from './check-logs';
import { isFargateCpu, isFargateSize } from './fargate-sizes';

/**
 * Checks a task definition as RegisterTaskDefinition does, with its messages.
 * @param registry host and port of the cloud's own registry
 * @throws AwsError ClientException for what AWS refuses, UnsupportedFeatureException for what is not built
 */
export function checkTaskDefinition(request: RegisterTaskDefinitionRequest, registry: string): void {
  const { family, containerDefinitions = [] } = request;
  if (!family) throw clientException('Family should not be null or empty.');
  if (!/^[a-zA-Z0-9_-]{1,255}$/.test(family)) {
    throw clientException(
      'Family contains invalid characters. Up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores are allowed.',
    );
  }
  if (containerDefinitions.length === 0) throw clientException('Container list cannot be empty.');
  if (request.requiresCompatibilities?.includes('FARGATE')) checkFargate(request);
  checkLimits(request);
  for (const container of containerDefinitions) checkContainer(container, request);
  checkTogether(containerDefinitions);
  checkExecutionRole(request, registry);
  refuse(request, { volumes: 'A volume', pidMode: 'pidMode', ipcMode: 'ipcMode', proxyConfiguration: 'A proxy' });
}

function checkFargate({ networkMode, cpu, memory, containerDefinitions = [] }: RegisterTaskDefinitionRequest): void {
  if (networkMode !== 'awsvpc') throw clientException('Fargate only supports network mode ‘awsvpc’.');
  if (cpu === undefined) throw clientException("Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined) throw clientException("Fargate requires that 'memory' be defined at the task level.");
  if (!isFargateCpu(cpu)) {
    throw clientException(
      "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    );
  }
  if (!isFargateSize(cpu, memory)) throw clientException('No Fargate configuration exists for given values.');
  for (const container of containerDefinitions) {
    for (const field of ['startTimeout', 'stopTimeout'] as const) {
      const seconds = container[field];
      if (seconds === undefined || (seconds >= 2 && seconds <= 120)) continue;
      throw clientException(`Fargate requires that the ${field} of a container is between 2 and 120 seconds.`);
    }
  }
}

function checkContainer(container: ContainerDefinition, task: RegisterTaskDefinitionRequest): void {
  if (!container.name) throw clientException('Container.name should not be null or empty.');
  if (!container.image) throw clientException('Container.image should not be null or empty.');
  if (task.memory === undefined && container.memory === undefined && container.memoryReservation === undefined) {
    throw clientException(
      `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  for (const { containerPort, hostPort } of container.portMappings ?? []) {
    if (task.networkMode === 'awsvpc' && hostPort !== undefined && hostPort !== containerPort) {
      throw clientException('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
    }
  }
  checkHealthCheck(container);
  checkLogConfiguration(container, task);
  refuse(container, notBuiltForContainers);
  refuse(container.linuxParameters ?? {}, notBuiltOfLinux);
}

/** Least and most of each number of a health check. */
const healthCheckBounds = {
  interval: [5, 300],
  timeout: [2, 60],
  retries: [1, 10],
  startPeriod: [0, 300],
} as const;

function checkHealthCheck({ name, healthCheck }: ContainerDefinition): void {
  if (!healthCheck) return;
  if (!healthCheck.command?.length) {
    throw clientException(`Container health check's command of container '${name}' should not be null or empty.`);
  }
  for (const [field, [least, most]] of Object.entries(healthCheckBounds)) {
    const value = healthCheck[field as keyof typeof healthCheckBounds];
    if (value === undefined || (value >= least && value <= most)) continue;
    throw clientException(
      `Container health check's ${field} value of container '${name}' is invalid. ` +
        `The value should be between ${least} and ${most}.`,
    );
  }
}

const notBuiltForContainers: Partial<Record<keyof ContainerDefinition, string>> = {
  credentialSpecs: 'A credential specification',
  disableNetworking: 'disableNetworking',
  dnsServers: 'dnsServers',
  dnsSearchDomains: 'dnsSearchDomains',
  dockerSecurityOptions: 'dockerSecurityOptions',
  environmentFiles: 'An environment file',
  extraHosts: 'extraHosts',
  firelensConfiguration: 'FireLens',
  hostname: 'hostname',
  interactive: 'interactive',
  links: 'A link',
  mountPoints: 'A mount point',
  privileged: 'privileged',
  pseudoTerminal: 'pseudoTerminal',
  repositoryCredentials: 'repositoryCredentials',
  resourceRequirements: 'resourceRequirements',
  restartPolicy: 'A restart policy',
  systemControls: 'systemControls',
  volumesFrom: 'volumesFrom',
  workingDirectory: 'workingDirectory',
};

const notBuiltOfLinux: Partial<Record<keyof LinuxParameters, string>> = {
  capabilities: 'A capability',
  devices: 'A device',
  initProcessEnabled: 'initProcessEnabled',
  maxSwap: 'maxSwap',
  sharedMemorySize: 'sharedMemorySize',
  swappiness: 'swappiness',
};

function checkTogether(containers: ContainerDefinition[]): void {
  const names = containers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw clientException(`Duplicate container name: ${twice}`);
  if (containers.every(({ essential }) => essential === false)) {
    throw clientException('At least one container in the task definition must be essential.');
  }
  checkDependencies(containers);
}
