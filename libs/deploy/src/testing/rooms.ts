import { environmentSchema, type Environment, serviceSchema, tags } from '@longshore/model';
import { type Service } from '../aws/shapes';
import { asTags } from '../aws/tags';
import { type Live } from '../read/live';
import { type Resources } from '../read/resources';
import { type Desired, type ReleasedImage, render } from '../render/desired';
import { type DesiredRouting } from '../render/routing';
import { resolveService } from '../resolve/resolve-service';

const arn = 'arn:aws:ecs:eu-central-1:123456789012';

/** The ARN of a target group as ELBv2 makes them. */
export const targetGroupArn =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/staging-rooms/0123456789abcdef';

/** What the environment `staging` consists of. */
export const resources: Resources = {
  cluster: 'main',
  listenerArn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/main/1/2',
  vpcId: 'vpc-1',
  subnets: ['subnet-1', 'subnet-2'],
  securityGroups: ['sg-1'],
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  taskRoleArn: 'arn:aws:iam::123456789012:role/task',
};

/** The environment `staging`. */
export const staging = (spec: object = {}): Environment => ({
  name: 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', ...spec }),
});

/** What is desired of the service `rooms` in `staging`. */
export function desiredRooms(
  spec: object = {},
  image: Partial<ReleasedImage> = {},
): Desired & { routing: DesiredRouting } {
  const parsed = serviceSchema.parse({
    kind: 'http',
    route: { paths: ['/api/v1/rooms', '/api/v1/rooms/*'] },
    uses: ['postgres'],
    ...spec,
  });
  const service = resolveService({ name: 'rooms', project: 'rooms', root: 'apps/rooms', spec: parsed }, staging());
  const { routing, ...rest } = render(service, resources, {
    repository: 'registry/rooms',
    digest: `sha256:${'a'.repeat(64)}`,
    commit: 'c'.repeat(40),
    ...image,
  });
  if (!routing) throw new Error('rooms has a route');
  return { ...rest, routing };
}

/** What is desired of the worker `mailer` in `staging`. */
export function desiredWorker(spec: object = {}): Desired {
  const parsed = serviceSchema.parse({ kind: 'worker', ...spec });
  const service = resolveService({ name: 'mailer', project: 'mailer', root: 'apps/mailer', spec: parsed }, staging());
  const [digest, commit] = [`sha256:${'a'.repeat(64)}` as const, 'c'.repeat(40)];
  return render(service, resources, { repository: 'registry/mailer', digest, commit });
}

/** What AWS shows once something desired is live: its own additions included, not read where the tags record it. */
export function liveAfter(desired: Desired, { recorded = false, count = desired.copies } = {}): Live {
  const revision = `${arn}:task-definition/${desired.names.service}:7`;
  const ledger = {
    [tags.commit]: desired.release.commit,
    [tags.digest]: desired.release.digest,
    [tags.configHash]: desired.configHash,
    [tags.revision]: '7',
    [tags.copies]: String(desired.copies),
  };
  const paths = desired.routing?.paths ?? [];
  return {
    service: serviceOf(desired, revision, ledger, count),
    recorded,
    taskDefinition: recorded ? undefined : { taskDefinition: registered(desired, revision), tags: ledger },
    targetGroup: {
      ...desired.routing?.targetGroup,
      TargetGroupName: desired.names.targetGroup,
      TargetGroupArn: targetGroupArn,
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      IpAddressType: 'ipv4',
      LoadBalancerArns: [],
    },
    attributes: recorded ? undefined : { ...desired.routing?.attributes, 'stickiness.enabled': 'false' },
    rule: {
      RuleArn: 'arn:rule',
      Priority: '44401',
      Conditions: [{ Field: 'path-pattern', Values: paths, PathPatternConfig: { Values: [...paths].reverse() } }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      IsDefault: false,
    },
    takenPriorities: new Set([1]),
  };
}

function serviceOf(
  { names, service, routing }: Desired,
  taskDefinition: string,
  ledger: Record<string, string>,
  desiredCount: number,
): Service {
  const { awsvpcConfiguration } = service.networkConfiguration;
  return {
    ...service,
    networkConfiguration: {
      awsvpcConfiguration: { subnets: [], ...awsvpcConfiguration, securityGroups: ['sg-1'] },
    },
    deploymentConfiguration: { ...service.deploymentConfiguration, strategy: 'ROLLING', bakeTimeInMinutes: 0 },
    status: 'ACTIVE',
    serviceName: names.service,
    serviceArn: `${arn}:service/main/${names.service}`,
    taskDefinition,
    desiredCount,
    loadBalancers: routing && [
      { targetGroupArn, containerName: routing.containerName, containerPort: routing.containerPort },
    ],
    deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition }],
    tags: asTags(ledger),
  };
}

function registered({ taskDefinition }: Desired, taskDefinitionArn: string) {
  const [container] = taskDefinition.containerDefinitions;
  return {
    ...taskDefinition,
    taskDefinitionArn,
    revision: 7,
    status: 'ACTIVE' as const,
    compatibilities: ['EC2' as const, 'FARGATE' as const],
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.ecr-auth' }],
    volumes: [],
    placementConstraints: [],
    containerDefinitions: [
      {
        ...container,
        cpu: 0,
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        environment: [...(container.environment ?? [])].reverse(),
        portMappings: container.portMappings?.map((mapping) => ({ ...mapping, hostPort: mapping.containerPort })),
      },
    ],
  };
}

/** What AWS shows of a service that was never deployed. */
export const nothingLive = (): Live => ({ recorded: false, takenPriorities: new Set() });
