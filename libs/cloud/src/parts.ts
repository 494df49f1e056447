import { join } from 'node:path';
import { type Runtime } from '@longshore/runtime';
import { createApplicationAutoScaling } from './application-auto-scaling';
import { createEcr, type Ecr } from './ecr';
import { createEcs, type Ecs } from './ecs';
import { createElbv2, type Elbv2 } from './elbv2';
import { Faults, withRuntimeFaults, withStaleReads } from './faults';
import { createIam } from './iam';
import { ImageLeases } from './image-leases';
import { invoke } from './invoke';
import {
  AwsError,
  type AwsService,
  type CallContext,
  type Clock,
  type Store,
  systemClock,
  type Target,
} from './kernel';
import { FileStore } from './kernel/file-store';
import { createKms } from './kms';
import { createLogs, type Logs } from './logs';
import { type Quotas } from './quotas';
import { createRegistry, type Registry } from './registry';
import { createSecretsManager } from './secrets-manager';
import { createSqs } from './sqs';
import { createSsm } from './ssm';
import { createSts } from './sts';

/** The emulated services and what they stand on. */
export interface CloudParts {
  store: Store;
  clock: Clock;
  runtime: Runtime;
  faults: Faults;
  registry: Registry;
  ecr: Ecr;
  ecs: Ecs;
  elbv2: Elbv2;
  logs: Logs;
  imageLeases: ImageLeases;
  ssm: AwsService;
  iam: AwsService;
  /** Everything that answers API calls. */
  services: AwsService[];
}

/** Makes the services over the state of a folder; nothing runs yet. */
export function createParts(
  stateDir: string,
  account: string,
  engine: Runtime,
  clock: Clock,
  quotas: Quotas,
): CloudParts {
  const store = new FileStore(join(stateDir, 'state'));
  const faults = new Faults();
  const registry = createRegistry({ dir: join(stateDir, 'registry'), store, clock, account });
  const ecr = createEcr({ store, clock, registry });
  const ssm = createSsm({ store, clock });
  const secretsManager = createSecretsManager({ store, clock });
  const iam = createIam({ store, clock });
  const logs = createLogs({ store, clock, dir: join(stateDir, 'log-streams') });
  const cpuShare = (target: Target) => ecs.cpuShareOf(target);
  const elbv2 = createElbv2({ store, clock, wall: systemClock, quotas, cpuShare });
  const { targetGroups } = elbv2;
  const { images } = registry;
  const imageLeases = new ImageLeases({ runtime: engine, clock, images, used: () => ecs.usedImages() });
  const runtime = withRuntimeFaults(imageLeases.runtime, { faults, clock });
  const { parameters } = ssm;
  const { secrets } = secretsManager;
  const logsDir = join(stateDir, 'logs');
  const logStreams = logs.streams;
  const spotInterruption = (revision: string): number | undefined => {
    const fault = faults.ofRuntime(['spot-interruption'], revision);
    return fault && (fault.latencyMs ?? 0);
  };
  const ecs = createEcs({
    ...{ store, clock, runtime, images, targetGroups, parameters, secrets, logStreams, logsDir },
    spotInterruption,
    servicesPerCluster: quotas['services-per-cluster'],
  });
  const serviceExists = (cluster: string, name: string, context: CallContext) =>
    hasService(ecs.service, cluster, name, context);
  const autoScaling = createApplicationAutoScaling({ store, clock, serviceExists });
  const lagging = (service: AwsService, slice: string) => withStaleReads(service, { faults, store, slice });
  const services = [
    lagging(ecs.service, 'ecs'),
    lagging(elbv2.service, 'elbv2'),
    lagging(ecr.service, 'ecr'),
    lagging(ssm.service, 'ssm'),
    lagging(secretsManager.service, 'secretsmanager'),
    lagging(createKms({ store, clock }), 'kms'),
    lagging(logs.service, 'logs'),
    ...createSqs({ store, clock }).map((service) => lagging(service, 'sqs')),
    lagging(iam, 'iam'),
    lagging(autoScaling, 'application-autoscaling'),
    createSts(),
  ];
  return {
    store,
    clock,
    runtime,
    faults,
    registry,
    ecr,
    ecs,
    elbv2,
    logs,
    imageLeases,
    ssm: ssm.service,
    iam,
    services,
  };
}

/** Asks ECS for a service that is not deleted. */
async function hasService(ecs: AwsService, cluster: string, name: string, context: CallContext): Promise<boolean> {
  const asked = { cluster, services: [name] };
  const { services } = await invoke<{ services: { status: string }[] }>(ecs, 'DescribeServices', asked, context).catch(
    (error: unknown) => {
      if (error instanceof AwsError) return { services: [] };
      throw error;
    },
  );
  return services.some(({ status }) => status !== 'INACTIVE');
}
