import {
  type CreateServiceRequest,
  type DeploymentConfiguration,
  type DeploymentController,
  type LoadBalancer,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { type TargetGroups } from '../../kernel';
import { isOnFargate } from '../capacity';
import { invalidParameter, notBuilt } from '../errors';
import { refuse } from '../refuse';
import { isChecked } from '../tasks/health';
import { type Revision, type RollingConfiguration, type ServiceRecord, type TaskDefinitionRecord } from '../state';

/** What CreateService and UpdateService have in common. */
type ServiceRequest = Partial<CreateServiceRequest & UpdateServiceRequest>;

/**
 * Refuses what a request asks for beyond rolling deployments.
 * @throws AwsError UnsupportedFeatureException
 */
export function refuseUnbuilt(request: ServiceRequest): void {
  refuse(request, {
    serviceRegistries: 'A service registry',
    volumeConfigurations: 'A volume',
    vpcLatticeConfigurations: 'VPC Lattice',
    gatewayConnectors: 'A gateway connector',
    monitoring: 'Monitoring of a service',
    enableExecuteCommand: 'ECS Exec',
  });
  if (request.serviceConnectConfiguration?.enabled) throw notBuilt('Service Connect');
  if (request.schedulingStrategy === 'DAEMON') throw notBuilt('The DAEMON scheduling strategy');
  checkController(request.deploymentController);
  refuseStrategies(request.deploymentConfiguration ?? {});
}

function checkController(controller: DeploymentController | undefined): void {
  if (controller && controller.type !== 'ECS') throw notBuilt(`The deployment controller ${controller.type}`);
}

function refuseStrategies(configuration: DeploymentConfiguration): void {
  const { strategy = 'ROLLING', alarms, earlySuccessCriteria } = configuration;
  if (strategy !== 'ROLLING') throw notBuilt(`The deployment strategy ${strategy}`);
  if (alarms?.enable) throw notBuilt('Deployment alarms');
  if (earlySuccessCriteria?.enable) throw notBuilt('Early success of a deployment');
  if (configuration.bakeTimeInMinutes) throw notBuilt('Bake time');
  refuse(configuration, {
    lifecycleHooks: 'A deployment lifecycle hook',
    linearConfiguration: 'Linear deployment',
    canaryConfiguration: 'Canary deployment',
  });
}

/**
 * The configuration of a service after a request; what the request leaves out stays.
 * @throws AwsError InvalidParameterException for percentages that AWS refuses
 */
export function mergeConfiguration(
  before: RollingConfiguration,
  { minimumHealthyPercent, maximumPercent, deploymentCircuitBreaker }: DeploymentConfiguration = {},
): RollingConfiguration {
  const merged: RollingConfiguration = {
    minimumHealthyPercent: minimumHealthyPercent ?? before.minimumHealthyPercent,
    maximumPercent: maximumPercent ?? before.maximumPercent,
    deploymentCircuitBreaker: deploymentCircuitBreaker ?? before.deploymentCircuitBreaker,
  };
  if (merged.minimumHealthyPercent < 0 || merged.maximumPercent < merged.minimumHealthyPercent) {
    throw invalidParameter('maximumPercent must not be smaller than minimumHealthyPercent.');
  }
  if (merged.minimumHealthyPercent === 100 && merged.maximumPercent === 100) {
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  }
  return merged;
}

/**
 * Checks that a revision of a service fits its task definition and the load balancer.
 * @throws AwsError InvalidParameterException
 */
export function checkRevision(
  revision: Pick<Revision, 'launchType' | 'capacityProviderStrategy' | 'networkConfiguration' | 'loadBalancers'>,
  { definition }: TaskDefinitionRecord,
  targetGroups: TargetGroups,
): void {
  if (isOnFargate(revision) && !definition.compatibilities?.includes('FARGATE')) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  }
  checkNetwork(definition, revision.networkConfiguration);
  for (const loadBalancer of revision.loadBalancers) checkLoadBalancer(loadBalancer, definition, targetGroups);
}

/**
 * Checks that a task that gets its own network interface is told where.
 * @throws AwsError InvalidParameterException
 */
export function checkNetwork(
  { networkMode }: TaskDefinitionRecord['definition'],
  networkConfiguration: Revision['networkConfiguration'],
): void {
  if (networkMode === 'awsvpc' && !networkConfiguration?.awsvpcConfiguration) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
}

function checkLoadBalancer(
  { targetGroupArn, containerName, containerPort, loadBalancerName, advancedConfiguration }: LoadBalancer,
  { containerDefinitions = [] }: TaskDefinitionRecord['definition'],
  targetGroups: TargetGroups,
): void {
  if (loadBalancerName !== undefined) throw notBuilt('A Classic Load Balancer');
  if (advancedConfiguration) throw notBuilt('The advanced configuration of a load balancer');
  if (targetGroupArn === undefined) throw invalidParameter('The target group ARN cannot be empty.');
  const container = containerDefinitions.find(({ name }) => name === containerName);
  if (!container) throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
  if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
    throw invalidParameter(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  }
  if (!targetGroups.has(targetGroupArn)) {
    throw invalidParameter(`Unable to describe target group ${targetGroupArn}: One or more target groups not found`);
  }
  if (!targetGroups.hasLoadBalancer(targetGroupArn)) {
    throw invalidParameter(
      `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
    );
  }
}

/**
 * Checks that a grace period has checks to hold off.
 * @throws AwsError InvalidParameterException
 */
export function checkGracePeriod(
  seconds: number | undefined,
  loadBalancers: LoadBalancer[],
  { containerDefinitions = [] }: Pick<TaskDefinitionRecord['definition'], 'containerDefinitions'>,
): void {
  if (seconds !== undefined && seconds > 0 && loadBalancers.length === 0 && !containerDefinitions.some(isChecked)) {
    throw invalidParameter(
      'Health check grace period is only valid for services configured to use load balancers or container health checks',
    );
  }
}

/**
 * Checks that tasks can be moved between availability zones where a service asks for that.
 * @throws AwsError InvalidParameterException
 */
export function checkRebalancing({ shown, configuration }: Pick<ServiceRecord, 'shown' | 'configuration'>): void {
  if (shown.availabilityZoneRebalancing === 'ENABLED' && configuration.maximumPercent <= 100) {
    throw invalidParameter('AvailabilityZoneRebalancing does not support maximumPercent <= 100');
  }
}
