import { type awsShapes } from './aws-shapes';

/**
 * What a field of the ECS API means for the promise that what runs is what was verified.
 * - `resource`: it gives the container more or less of something, and changes no code: free.
 * - `verified`: it decides what runs: `verify` applies it, so only a service.json may set it.
 * - anything else: it is refused, for this reason.
 */
type Kind = 'resource' | 'verified' | { refused: string };

/** A field of the ECS API that nobody has classified does not compile. */
type Kinds<Shape extends keyof typeof awsShapes> = Record<keyof (typeof awsShapes)[Shape], Kind>;

const container: Kinds<'Container'> = {
  repositoryCredentials: 'resource',
  cpu: 'resource',
  memory: 'resource',
  memoryReservation: 'resource',
  links: { refused: 'tasks have a network of their own, in which containers need no links' },
  restartPolicy: 'resource',
  entryPoint: 'verified',
  command: 'verified',
  environmentFiles: { refused: 'verify cannot read them: use "environment" or "secrets"' },
  // Mounts over the image's code are refused below.
  mountPoints: 'resource',
  volumesFrom: { refused: 'its mounts could cover the code of the image: use "mountPoints"' },
  // Its file systems in memory are verified; see `verifiedPart`.
  linuxParameters: 'resource',
  startTimeout: 'resource',
  stopTimeout: { refused: 'use "rollout.stopSeconds", which verify applies' },
  versionConsistency: 'resource',
  hostname: 'resource',
  user: 'verified',
  workingDirectory: { refused: 'verify cannot apply it: set WORKDIR in a Dockerfile' },
  disableNetworking: 'resource',
  privileged: 'resource',
  readonlyRootFilesystem: 'verified',
  dnsServers: 'resource',
  dnsSearchDomains: 'resource',
  extraHosts: 'resource',
  dockerSecurityOptions: 'resource',
  interactive: 'resource',
  pseudoTerminal: 'resource',
  dockerLabels: 'resource',
  ulimits: 'resource',
  logConfiguration: 'resource',
  systemControls: 'resource',
  resourceRequirements: 'resource',
  firelensConfiguration: 'resource',
  credentialSpecs: 'resource',
};

const taskDefinition: Kinds<'TaskDefinition'> = {
  taskRoleArn: 'resource',
  executionRoleArn: 'resource',
  volumes: 'resource',
  placementConstraints: 'resource',
  pidMode: 'resource',
  ipcMode: 'resource',
  proxyConfiguration: 'resource',
  inferenceAccelerators: 'resource',
  ephemeralStorage: 'resource',
  runtimePlatform: { refused: 'use "architecture", for which the image is built' },
  enableFaultInjection: 'resource',
};

const service: Kinds<'Service'> = {
  availabilityZoneRebalancing: 'resource',
  serviceRegistries: 'resource',
  platformVersion: 'resource',
  placementConstraints: 'resource',
  placementStrategy: 'resource',
  enableECSManagedTags: 'resource',
  propagateTags: 'resource',
  enableExecuteCommand: 'resource',
  serviceConnectConfiguration: 'resource',
  volumeConfigurations: 'resource',
  vpcLatticeConfigurations: 'resource',
  gatewayConnectors: 'resource',
  monitoring: 'resource',
};

/** Where a field is set. */
export type Source = 'service.json' | 'environment';

/** Why a field of the ECS API may not be set in a file; undefined if it may. */
export function reasonToRefuse(shape: 'Container' | 'TaskDefinition' | 'Service', field: string, source: Source) {
  const kinds: Record<string, Kind> = { Container: container, TaskDefinition: taskDefinition, Service: service }[shape];
  const kind = kinds[field];
  if (typeof kind === 'object') return kind.refused;
  if (kind !== 'verified' || source === 'service.json') return undefined;
  return 'it decides what runs, and evidence is the same for every environment: set it in service.json';
}
