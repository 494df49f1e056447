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
  const find = async ({ reference }: ContainerSecret): Promise<Found> => {
    if (reference.store === 'elsewhere') return { presence: 'unknown', version: undefined, changedAt: undefined };
    if (reference.store === 'ssm') return found(await parameter(reference.name));
    const described = await secret(reference.arn);
    // A reference to one version follows no rotation.
    const changedAt = described?.changedAt;
    if (reference.versionId) return { presence: described ? 'there' : 'missing', version: undefined, changedAt };
    return found({ version: described?.stages[reference.stage], changedAt });
  };
  return (wanted) => Promise.all(wanted.map(async (each) => ({ ...each, ...(await find(each)) })));
}

type Found = Pick<VersionedSecret, 'presence' | 'version' | 'changedAt'>;

const found = (newest: Pick<Found, 'version' | 'changedAt'> | undefined): Found => ({
  presence: newest?.version ? 'there' : 'missing',
  version: newest?.version,
  changedAt: newest?.changedAt,
});
