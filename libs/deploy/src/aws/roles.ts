import { clientOptions, type Connection, lazily } from './connection';
import { isDenied, isRefusal } from './explain';
import { type Roles } from './ports';

/** Opens IAM. */
export function openRoles(connection: Connection): Roles {
  const { call, signal } = connection;
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-iam');
    return { sdk, client: new sdk.IAMClient(clientOptions(connection)) };
  });
  return {
    describe: async (RoleName) => {
      const { sdk, client } = await open();
      const command = new sdk.GetRoleCommand({ RoleName });
      try {
        const { Role } = await call('iam:GetRole', () => client.send(command, { abortSignal: signal }));
        return { trustPolicy: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}') };
      } catch (error) {
        if (isRefusal(error, 'NoSuchEntityException')) return 'missing';
        if (isDenied(error)) return 'unreadable';
        throw error;
      }
    },
  };
}
