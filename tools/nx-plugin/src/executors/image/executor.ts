import { localStep } from '../lib/step';

/** Assembles the OCI image of a service in `dist/images/<service>`. */
export default localStep(async (project, signal) => {
  const { buildImage } = await import('@longshore/image');
  const image = await buildImage(project, signal);
  process.stdout.write(`${image.digest}  ${(image.size / 1e6).toFixed(1)} MB in ${image.layers.length} layers\n`);
});
