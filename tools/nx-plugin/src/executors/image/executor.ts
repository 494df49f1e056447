import { type Coordinator } from '@longshore/deploy';
import type { BuiltImage, Project } from '@longshore/image';
import { currentRun } from '../../run/run';
import { askRegistry } from '../lib/ask-registry';
import { localStep } from '../lib/step';

/**
 * Assembles the OCI image of a service with its bill of materials in `dist/images/<service>`, or takes it over from where
 * it was built before.
 */
export default localStep(async (project, signal, coordinator) => {
  const { buildImage, writeSbom } = await import('@longshore/image');
  let reused: BuiltImage | undefined;
  const reuse = async (inputKey: string) => (reused = await reusedImage(project, coordinator, inputKey));
  const image = await buildImage(project, signal, { reuse, run: currentRun() });
  await writeSbom(project, image);
  const size = `${(image.size / 1e6).toFixed(1)} MB in ${image.layers.length} layers`;
  process.stdout.write(`${image.digest}  ${size}${reused ? ', from the registry' : ''}\n`);
});

async function reusedImage(project: Project, coordinator: Coordinator | undefined, inputKey: string) {
  const { name } = project.service;
  if (!(await askRegistry(() => coordinator?.reuse(name, inputKey), 'the image is built here'))) return undefined;
  const { readBuiltImage } = await import('@longshore/image');
  return readBuiltImage(project);
}
