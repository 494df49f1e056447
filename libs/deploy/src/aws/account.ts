import { allPages, clientOptions, type Connection, inGroups, lazily } from './connection';
import { type Identity, type Parameters, type Secrets } from './ports';

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
  return {
    below: async (Path) => {
      const { sdk, client } = await open();
      const found = await allPages(
        (NextToken) => {
          // Secrets lie below the same path: they come encrypted, and are left out.
          const command = new sdk.GetParametersByPathCommand({ Path, WithDecryption: false, NextToken });
          return connection.call('ssm:GetParametersByPath', () =>
            client.send(command, { abortSignal: connection.signal }),
          );
        },
        (page) => page.Parameters,
        (page) => page.NextToken,
      );
      const plain = found.filter(({ Type }) => Type !== 'SecureString');
      return Object.fromEntries(plain.map(({ Name = '', Value = '' }) => [Name.slice(Path.length), Value]));
    },
    versions: async (names) => {
      const { sdk, client } = await open();
      const groups = inGroups(names, namesPerCall).map((Values) => {
        const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values }];
        return allPages(
          (NextToken) => {
            const command = new sdk.DescribeParametersCommand({
              ParameterFilters,
              MaxResults: namesPerCall,
              NextToken,
            });
            return connection.call('ssm:DescribeParameters', () =>
              client.send(command, { abortSignal: connection.signal }),
            );
          },
          (page) => page.Parameters,
          (page) => page.NextToken,
        );
      });
      const found = (await Promise.all(groups)).flat();
      return found.map(({ Name = '', Version = 0 }) => ({ name: Name, version: String(Version) }));
    },
    putSecret: async (Name, Value) => {
      const { sdk, client } = await open();
      const options = { abortSignal: connection.signal };
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
