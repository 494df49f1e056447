import { type DescribeSecretResponse, type GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { type SecretRecord, type SecretVersion } from './state';

/** What GetSecretValue shows of a version. */
export const describeValue = ({ arn, name }: SecretRecord, version: SecretVersion): GetSecretValueResponse => ({
  ARN: arn,
  Name: name,
  VersionId: version.id,
  SecretString: version.text,
  SecretBinary: version.binary === undefined ? undefined : Buffer.from(version.binary, 'base64'),
  VersionStages: version.stages,
  CreatedDate: new Date(version.createdAt),
});

/** What DescribeSecret shows of a secret: all but its values. */
export const describeSecret = (secret: SecretRecord): DescribeSecretResponse => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  LastChangedDate: new Date(secret.changedAt),
  DeletedDate: secret.deletion && new Date(secret.deletion.markedAt),
  Tags: secret.tags,
  VersionIdsToStages: stagesOf(secret),
  CreatedDate: new Date(secret.createdAt),
});

/** Labels by version; none where no version has one. */
export function stagesOf({ versions }: SecretRecord): Record<string, string[]> | undefined {
  const labelled = versions.filter(({ stages }) => stages.length > 0);
  if (labelled.length === 0) return undefined;
  return Object.fromEntries(labelled.map(({ id, stages }) => [id, stages]));
}
