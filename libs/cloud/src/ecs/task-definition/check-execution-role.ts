import { type RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientException } from '../errors';

/**
 * Checks that there is a role by which ECS itself can fetch images and secrets and write logs, where that takes one.
 * @param registry host and port of the cloud's own registry, whose images are ECR's
 * @throws AwsError ClientException
 */
export function checkExecutionRole(request: RegisterTaskDefinitionRequest, registry: string): void {
  const { executionRoleArn, containerDefinitions = [] } = request;
  if (executionRoleArn) return;
  if (containerDefinitions.some(({ secrets = [] }) => secrets.length > 0)) {
    throw clientException(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
  }
  if (!request.requiresCompatibilities?.includes('FARGATE')) return;
  if (containerDefinitions.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs')) {
    throw requiredFor('log driver awslogs');
  }
  if (containerDefinitions.some(({ image = '' }) => isOfEcr(image, registry))) throw requiredFor('ECR images');
}

const requiredFor = (what: string) =>
  clientException(`Fargate requires task definition to have execution role ARN to support ${what}.`);

const isOfEcr = (image: string, registry: string): boolean =>
  image.startsWith(`${registry}/`) || /^\d{12}\.dkr[.-]ecr[.-]/.test(image);
