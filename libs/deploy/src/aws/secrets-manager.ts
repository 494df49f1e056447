import { clientOptions, type Connection, lazily } from './connection';
import { isRefusal } from './explain';
import { type DescribedSecret, type SecretStore } from './ports';

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
      return found.DeletedDate ? [] : [{ arn: SecretId, stages: stagesOf(found.VersionIdsToStages) }];
    } catch (error) {
      if (isRefusal(error, 'ResourceNotFoundException')) return [];
      throw error;
    }
  };
  return {
    describe: async (arns) => (await Promise.all(arns.map(describe))).flat(),
  };
}

const stagesOf = (versions: Record<string, string[]> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(versions).flatMap(([id, stages]) => stages.map((stage) => [stage, id])));
