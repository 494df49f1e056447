import { type Aws } from '../aws/ports';
import { gather } from '../coordinator/gather';
import { type ContainerSecret } from './reference';
import { type VersionedSecret } from './versions';

/** Says which versions secrets have now: the questions of several services at once make few calls. */
export type ReadVersions = (secrets: ContainerSecret[]) => Promise<VersionedSecret[]>;

/** Opens the stores of an environment's secrets. */
export function openVersions({ parameters, secrets }: Pick<Aws, 'parameters' | 'secrets'>): ReadVersions {
  const parameter = gather(
    (names) => parameters.versions(names),
    ({ name }) => name,
  );
  const secret = gather(
    (arns) => secrets.describe(arns),
    ({ arn }) => arn,
  );
  const versionOf = async ({ reference }: ContainerSecret): Promise<string | undefined> => {
    if (reference.store === 'elsewhere') return undefined;
    if (reference.store === 'ssm') return (await parameter(reference.name))?.version;
    if (reference.versionId) return undefined;
    return (await secret(reference.arn))?.stages[reference.stage];
  };
  return (wanted) => Promise.all(wanted.map(async (each) => ({ ...each, version: await versionOf(each) })));
}
