import { localStep } from '../lib/step';

/** Runs the image and its container tests, and writes evidence. */
export default localStep(async (project, signal) => {
  const { verifyImage } = await import('@longshore/image');
  const { predicate } = await verifyImage(project, signal);
  const { unit, container, runtime } = predicate;
  process.stdout.write(`${unit.passed} unit and ${container.passed} container tests passed (runtime ${runtime})\n`);
});
