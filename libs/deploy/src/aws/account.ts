import { allPages, clientOptions, type Connection, inGroups, lazily } from './connection';
import { isRefusal } from './explain';
import { type DescribedParameter, type Identity, type Parameters, type Secrets } from './ports';
import { type ParameterMetadata } from './shapes';

/** A filter of DescribeParameters takes no more values, and a page has no more results. */
const namesPerCall = 50;

/** What GetParameters takes at once (SSM API reference). */
const namesPerRead = 10;

/** Opens STS. */
export function openIdentity(connection: Connection): Identity {
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    return { sdk, client: new sdk.STSClient(clientOptions(connection)) };
  });
  return {
    account: async () => {
      const { sdk, client } = await open();
      const command = new sdk.GetCallerIdentityCommand({});
      const { Account } = await connection.call('sts:GetCallerIdentity', () =>
        client.send(command, { abortSignal: connection.signal }),
      );
      return Account ?? '';
    },
  };
}

/** Opens SSM Parameter Store. */
export function openParameters(connection: Connection): Parameters & Secrets {
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-ssm');
    return { sdk, client: new sdk.SSMClient(clientOptions(connection)) };
  });
  const options = { abortSignal: connection.signal };
  const read = async (Path: string, Recursive: boolean): Promise<Record<string, string>> => {
    const { sdk, client } = await open();
    const found = await allPages(
      (NextToken) => {
        // Secrets lie below the same path: they come encrypted, and are left out.
        const command = new sdk.GetParametersByPathCommand({ Path, Recursive, WithDecryption: false, NextToken });
        return connection.call('ssm:GetParametersByPath', () => client.send(command, options));
      },
      (page) => page.Parameters,
      (page) => page.NextToken,
    );
    const plain = found.filter(({ Type }) => Type !== 'SecureString');
    return Object.fromEntries(plain.map(({ Name = '', Value = '' }) => [Name.slice(Path.length), Value]));
  };
  const metadata = async (Key: string, Option: string, Values: string[]): Promise<ParameterMetadata[]> => {
    const { sdk, client } = await open();
    const ParameterFilters = [{ Key, Option, Values }];
    return allPages(
      (NextToken) => {
        const command = new sdk.DescribeParametersCommand({ ParameterFilters, MaxResults: namesPerCall, NextToken });
        return connection.call('ssm:DescribeParameters', () => client.send(command, options));
      },
      (page) => page.Parameters,
      (page) => page.NextToken,
    );
  };
  const describe = async (...filter: [key: string, option: string, values: string[]]): Promise<DescribedParameter[]> =>
    (await metadata(...filter)).map(({ Name = '', Type = '', Version = 0, LastModifiedDate }) => ({
      name: Name,
      type: Type,
      version: String(Version),
      changedAt: LastModifiedDate?.toISOString(),
    }));
  return {
    below: (path) => read(path, false),
    allBelow: (path) => read(path, true),
    versions: async (names) => {
      const groups = inGroups(names, namesPerCall);
      return (await Promise.all(groups.map((Values) => describe('Name', 'Equals', Values)))).flat();
    },
    describeBelow: (path) => describe('Path', 'OneLevel', [path]),
    put: async (Name, Value, type) => {
      const { sdk, client } = await open();
      // Another type than that of an earlier version is refused, and without its key a version gets the default one.
      const [known] = await metadata('Name', 'Equals', [Name]);
      const kept = { Type: known?.Type ?? type, ...(known?.KeyId && { KeyId: known.KeyId }) };
      const command = new sdk.PutParameterCommand({ Name, Value, Overwrite: true, ...kept });
      const { Version = 0 } = await connection.call('ssm:PutParameter', () => client.send(command, options));
      return String(Version);
    },
    delete: async (Name) => {
      const { sdk, client } = await open();
      const command = new sdk.DeleteParameterCommand({ Name });
      try {
        await connection.call('ssm:DeleteParameter', () => client.send(command, options));
      } catch (error) {
        if (!isRefusal(error, 'ParameterNotFound')) throw error;
      }
    },
    putSecret: async (Name, Value) => {
      const { sdk, client } = await open();
      const known = await connection.call('ssm:GetParameters', () =>
        client.send(new sdk.GetParametersCommand({ Names: [Name], WithDecryption: true }), options),
      );
      if (known.Parameters?.[0]?.Value === Value) return;
      const put = new sdk.PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true });
      await connection.call('ssm:PutParameter', () => client.send(put, options));
    },
    secrets: async (references) => {
      const { sdk, client } = await open();
      const values: [string, string][] = [];
      for (const Names of inGroups(references, namesPerRead)) {
        const command = new sdk.GetParametersCommand({ Names, WithDecryption: true });
        const { Parameters = [] } = await connection.call('ssm:GetParameters', () =>
          client.send(command, { abortSignal: connection.signal }),
        );
        for (const asked of Names) {
          const found = Parameters.find(({ Name, ARN }) => asked === Name || asked === ARN);
          if (found?.Value !== undefined) values.push([asked, found.Value]);
        }
      }
      return Object.fromEntries(values);
    },
  };
}
