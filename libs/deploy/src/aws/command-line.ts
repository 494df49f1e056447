import { type Environment } from '@longshore/model';

/**
 * A command of the AWS CLI as it works in an environment: for an embedded one with endpoint and credentials, so that it
 * never reaches an AWS account.
 * @param words without `aws`, as `ecs create-cluster --cluster-name staging`
 */
export function awsCommand(
  { embedded, region }: Pick<Environment['spec'], 'embedded' | 'region'>,
  words: string,
): string {
  const command = `aws ${words} --region ${region}`;
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (!embedded) return command;
  const credentials = 'AWS_ACCESS_KEY_ID=longshore AWS_SECRET_ACCESS_KEY=longshore';
  // Older versions of the AWS CLI do not know AWS_ENDPOINT_URL.
  return `${credentials} ${command}${endpoint ? ` --endpoint-url ${endpoint}` : ''}`;
}
