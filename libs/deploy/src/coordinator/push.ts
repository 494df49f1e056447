import { type Digest, LongshoreError } from '@longshore/model';
import { type Copied, copyImage, type Repository } from '@longshore/registry';
import { type PushOutcome, type PushProgress } from './coordinator';
import { imageTags } from './image-tags';
import { type Run } from './run';
import { uncommittedOf } from './uncommitted';

/**
 * Pushes the image of a service to the repository of its name, which is created where it is missing. Where there is an
 * environment before, image and records come from its registry.
 * @throws LS2205 where that does not have the image
 */
export async function push(
  run: Run,
  service: string,
  onProgress?: (progress: PushProgress) => void,
): Promise<PushOutcome> {
  const began = Date.now();
  run.serviceOf(service);
  const image = await run.images.describe(service);
  // Reading the environment checks the account: nothing is pushed into another one.
  await run.place();
  const repository = await run.registry.ensureRepository(service, run.signal);
  const commit = (await uncommittedOf(run, image)) ? undefined : run.commit;
  const tags = imageTags({ inputKey: image.inputKey, commit, branch: run.origin.branch });
  const promoted = await promote(run, service, image.digest, repository);
  const sent = await run.images.push(service, repository, tags, run.signal, onProgress);
  const layersSent = promoted.layers + sent.layersSent;
  const layersReused = sent.layersReused - promoted.layers;
  const bytesSent = promoted.bytes + sent.bytesSent;
  const durationMs = Date.now() - began;
  const { digest } = image;
  run.journal.emit({
    type: 'pushed',
    service,
    repository: repository.name,
    digest,
    bytes: bytesSent,
    durationMs,
  });
  return { ...sent, bytesSent, layersSent, layersReused, durationMs };
}

async function promote(run: Run, service: string, digest: Digest, target: Repository): Promise<Copied> {
  const { earlier, earlierRegistry, signal, environment } = run;
  if (!earlier || !earlierRegistry) return { bytes: 0, layers: 0 };
  const copied = await copyImage(await earlierRegistry.repository(service), target, digest, signal);
  if (copied) return copied;
  throw new LongshoreError('LS2205', {
    what: `${service} cannot be pushed to ${environment.name}: the registry of ${earlier.name} does not have its image`,
    why: `${environment.name} takes images from ${earlier.name}, and ${digest} was never pushed there`,
    fix: `npx nx run ${run.projectOf(service)}:deploy -c ${earlier.name}`,
  });
}
