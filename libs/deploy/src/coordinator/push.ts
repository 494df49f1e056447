import { type PushOutcome } from './coordinator';
import { type Run } from './run';

/**
 * Pushes the image of a service to the repository of its name. Only the input key is a tag: the same key means the same
 * image, so that the tag need never move.
 */
export async function push(run: Run, service: string): Promise<PushOutcome> {
  const began = Date.now();
  run.serviceOf(service);
  const image = await run.images.describe(service);
  // Reading the environment checks the account: nothing is pushed into another one.
  await run.place();
  const repository = await run.registry.ensureRepository(service, run.signal);
  const { reference, bytesSent } = await run.images.push(service, repository, [`key-${image.inputKey}`], run.signal);
  const durationMs = Date.now() - began;
  const { digest } = image;
  run.journal.emit({ type: 'pushed', service, repository: repository.name, digest, bytes: bytesSent, durationMs });
  return { reference, bytesSent, durationMs };
}
