import { type Coordinator } from '@longshore/deploy';
import type { BuiltImage, Project } from '@longshore/image';
import { isLongshoreError } from '@longshore/model';
import { localStep } from '../lib/step';

/**
 * Assembles the OCI image of a service with its bill of materials in `dist/images/<service>`, or takes it over from where
 * it was built before.
 */
export default localStep(async (project, signal, coordinator) => {
  const { buildImage, writeSbom } = await import('@longshore/image');
  let reused: BuiltImage | undefined;
  const reuse = async (inputKey: string) => (reused = await reusedImage(project, coordinator, inputKey));
  const image = await buildImage(project, signal, { reuse });
  await writeSbom(project, image);
  const size = `${(image.size / 1e6).toFixed(1)} MB in ${image.layers.length} layers`;
  process.stdout.write(`${image.digest}  ${size}${reused ? ', from the registry' : ''}\n`);
});

/** A registry that cannot be asked is no reason not to build; the push will say what is wrong with it. */
async function reusedImage(project: Project, coordinator: Coordinator | undefined, inputKey: string) {
  try {
    if (!(await coordinator?.reuse(project.service.name, inputKey))) return undefined;
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    process.stderr.write(`${error.what}; the image is built here\n`);
    return undefined;
  }
  const { readBuiltImage } = await import('@longshore/image');
  return readBuiltImage(project);
}
