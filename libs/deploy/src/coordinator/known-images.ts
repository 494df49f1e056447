import { type EvidenceRecord, isLongshoreError, type LongshoreError } from '@longshore/model';
import { type EcrRegistry, readImageRecords, type Repository } from '@longshore/registry';
import { doubtOfSigner } from '../gate/evidence';
import { type Run } from './run';

/** Takes an image over by its input key from the environment's registry, or from that of the environment before. */
export async function reuse(run: Run, service: string, inputKey: string): Promise<boolean> {
  let untrusted: LongshoreError | undefined;
  for (const repository of await repositoriesOf(run, service)) {
    try {
      if (await run.images.reuse(service, inputKey, repository, run.signal)) return true;
    } catch (error) {
      if (!isLongshoreError(error) || error.code !== 'LS3127') throw error;
      untrusted = error;
    }
  }
  if (untrusted) throw untrusted;
  return false;
}

/**
 * Evidence for the service's image that the environment's registry has, and that of the environment before; without
 * what the environment would not accept: an image is verified again rather than on the word of somebody unknown.
 */
export async function knownEvidence(run: Run, service: string): Promise<EvidenceRecord[]> {
  const { digest } = await run.images.describe(service);
  const repositories = await repositoriesOf(run, service);
  const records = await Promise.all(repositories.map((each) => readImageRecords(each, digest, run.signal)));
  return records.flatMap(({ evidence }) => evidence).filter((each) => !doubtOfSigner(each, run.environment));
}

/** A registry before that cannot be asked here is told of when the image is pushed. */
async function repositoriesOf(run: Run, service: string): Promise<Repository[]> {
  const { registry, earlierRegistry } = run;
  const { name } = run.serviceOf(service);
  const open = (each: EcrRegistry | undefined) => each?.repository(name);
  const earlier = open(earlierRegistry)?.catch((error: unknown) => {
    if (!isLongshoreError(error)) throw error;
    return undefined;
  });
  return (await Promise.all([open(registry), earlier])).filter((each) => each !== undefined);
}
