import { clientOptions, type Connection, lazily } from './connection';
import { isDenied, isRefusal } from './explain';
import { type DescribedSecret, type SecretStore, type SecretVersion } from './ports';

/** Opens Secrets Manager. */
export function openSecretsManager(connection: Connection): SecretStore {
  const { call, signal } = connection;
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    return { sdk, client: new sdk.SecretsManagerClient(clientOptions(connection)) };
  });
  // ListSecrets would answer for many at once, but up to five minutes late: a rotation would be missed.
  const describe = async (SecretId: string): Promise<DescribedSecret[]> => {
    const { sdk, client } = await open();
    const command = new sdk.DescribeSecretCommand({ SecretId });
    try {
      const found = await call('secretsmanager:DescribeSecret', () => client.send(command, { abortSignal: signal }));
      return found.DeletedDate
        ? []
        : [{ arn: SecretId, stages: stagesOf(found.VersionIdsToStages), changedAt: dateOf(found) }];
    } catch (error) {
      if (isRefusal(error, 'ResourceNotFoundException')) return [];
      throw error;
    }
  };
  const value = async (SecretId: string, { stage, versionId }: SecretVersion): Promise<string | undefined> => {
    const { sdk, client } = await open();
    const version = versionId ? { VersionId: versionId } : { VersionStage: stage };
    const command = new sdk.GetSecretValueCommand({ SecretId, ...version });
    try {
      const found = await call('secretsmanager:GetSecretValue', () => client.send(command, { abortSignal: signal }));
      return found.SecretString ?? '';
    } catch (error) {
      if (isRefusal(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  };
  return {
    describe: async (arns) => (await Promise.all(arns.map(describe))).flat(),
    keys: async (arn, version) => {
      try {
        return keysOf((await value(arn, version)) ?? '');
      } catch (error) {
        if (isDenied(error)) return undefined;
        throw error;
      }
    },
    value,
    put: async (SecretId, SecretString, stage) => {
      const { sdk, client } = await open();
      const command = new sdk.PutSecretValueCommand({ SecretId, SecretString, VersionStages: [stage] });
      const made = await call('secretsmanager:PutSecretValue', () => client.send(command, { abortSignal: signal }));
      return made.VersionId ?? '';
    },
    create: async (Name, SecretString) => {
      const { sdk, client } = await open();
      const command = new sdk.CreateSecretCommand({ Name, SecretString });
      const made = await call('secretsmanager:CreateSecret', () => client.send(command, { abortSignal: signal }));
      return { arn: made.ARN ?? '', version: made.VersionId ?? '' };
    },
  };
}

const dateOf = ({ LastChangedDate }: { LastChangedDate?: Date | undefined }): string | undefined =>
  LastChangedDate?.toISOString();

const stagesOf = (versions: Record<string, string[]> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(versions).flatMap(([id, stages]) => stages.map((stage) => [stage, id])));

/** The parser's own message would quote the secret. */
function keysOf(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : [];
  } catch {
    return [];
  }
}
