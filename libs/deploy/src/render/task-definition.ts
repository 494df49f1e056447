import { hasReadonlyRoot, scratch } from '@longshore/model';
import { type ContainerDefinition, type RegisterTaskDefinitionCommandInput } from '../aws/shapes';
import { type Resources } from '../read/resources';
import { isOnFargate } from '../resolve/compute';
import { type ResolvedService } from '../resolve/resolve-service';
import { renderLogs } from './logs';
import { overlay } from './override';
import { renderDependsOn, renderHealthCheck, renderSidecars } from './sidecar';
import { type Names } from './names';

/** A task definition as it is to be registered, without the tags that say what is released. */
export interface DesiredTaskDefinition extends RegisterTaskDefinitionCommandInput {
  family: string;
  containerDefinitions: [ContainerDefinition, ...ContainerDefinition[]];
}

/** The variable by which a service finds each backing service, and the SSM parameter that has its value. */
const backingServices = { postgres: { variable: 'DATABASE_URL', parameter: 'postgres-url' } } as const;

/** Renders the task definition of a service: its container, and those beside it. */
export function renderTaskDefinition(
  service: ResolvedService,
  { executionRoleArn, taskRoleArn }: Pick<Resources, 'executionRoleArn' | 'taskRoleArn'>,
  names: Names,
  image: string,
): DesiredTaskDefinition {
  const rendered: DesiredTaskDefinition = {
    family: names.service,
    networkMode: 'awsvpc',
    requiresCompatibilities: [isOnFargate(service.compute) ? 'FARGATE' : 'EC2'],
    cpu: String(service.cpu),
    memory: String(service.memory),
    runtimePlatform: {
      cpuArchitecture: service.architecture === 'arm64' ? 'ARM64' : 'X86_64',
      operatingSystemFamily: 'LINUX',
    },
    executionRoleArn,
    taskRoleArn,
    containerDefinitions: [
      overlay(renderContainer(service, names, image), service.override.container),
      ...renderSidecars(service),
    ],
  };
  return overlay(rendered, service.override.taskDefinition);
}

const renderContainer = (service: ResolvedService, names: Names, image: string): ContainerDefinition => ({
  name: service.name,
  image,
  essential: true,
  readonlyRootFilesystem: service.readonlyRootFilesystem,
  ...renderScratch(service),
  stopTimeout: service.rollout.stopSeconds,
  ...(service.http && { portMappings: [{ containerPort: service.http.port, protocol: 'tcp' }] }),
  environment: Object.entries({ ...service.variables, ...givenTo(service, names) }).map(([name, value]) => ({
    name,
    value,
  })),
  secrets: Object.entries(secretsOf(service)).map(([name, valueFrom]) => ({ name, valueFrom })),
  ...renderDependsOn(service.dependsOn),
  ...renderHealthCheck(service.containerHealth),
  logConfiguration: renderLogs(service),
});

/** What the service was verified with: without a root to write to, it has a file system in memory. */
const renderScratch = (service: ResolvedService): Pick<ContainerDefinition, 'linuxParameters'> =>
  hasReadonlyRoot(service)
    ? { linuxParameters: { tmpfs: [{ containerPath: scratch.path, size: scratch.sizeMiB }] } }
    : {};

/** What a service of its kind is told. */
const givenTo = ({ http, queue }: ResolvedService, names: Names): Record<string, string> => ({
  ...(http && { PORT: String(http.port) }),
  ...(queue && { QUEUE_NAME: names.queue }),
});

/** A secret of the same name that the service sets itself goes before that of a backing service. */
function secretsOf({ environment, uses, secrets }: ResolvedService): Record<string, string> {
  const backing = uses.map((kind) => {
    const { variable, parameter } = backingServices[kind];
    return [variable, `/longshore/${environment}/${parameter}`] as const;
  });
  return { ...Object.fromEntries(backing), ...secrets };
}
