import { localStep } from '../lib/step';

/** Bundles a service into `dist/apps/<service>`. */
export default localStep(async (project, signal) => {
  const { bundleService } = await import('@longshore/image');
  const { file, bytes } = await bundleService(project, signal);
  process.stdout.write(`${file}  ${bytes} bytes\n`);
});
