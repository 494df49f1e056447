import { type PushOutcome } from './coordinator';
import { imageTags } from './image-tags';
import { type Run } from './run';

/** Pushes the image of a service to the repository of its name, which is created where it is missing. */
export async function push(run: Run, service: string): Promise<PushOutcome> {
  const began = Date.now();
  run.serviceOf(service);
  const image = await run.images.describe(service);
  // Reading the environment checks the account: nothing is pushed into another one.
  await run.place();
  const repository = await run.registry.ensureRepository(service, run.signal);
  const { commit, isClean, branch } = run;
  const tags = imageTags({ inputKey: image.inputKey, commit: isClean ? commit : undefined, branch });
  const { reference, bytesSent } = await run.images.push(service, repository, tags, run.signal);
  const durationMs = Date.now() - began;
  const { digest } = image;
  run.journal.emit({ type: 'pushed', service, repository: repository.name, digest, bytes: bytesSent, durationMs });
  return { reference, bytesSent, durationMs };
}
