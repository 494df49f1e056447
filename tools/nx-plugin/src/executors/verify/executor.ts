import { openHistory } from '@longshore/deploy';
import type { RuntimeChoice } from '@longshore/image';
import { askRegistry } from '../lib/ask-registry';
import { localStep } from '../lib/step';

interface VerifyExecutorOptions {
  runtime?: RuntimeChoice;
}

/** Runs the image and its container tests, and writes evidence. */
export default localStep<VerifyExecutorOptions>(async (project, signal, coordinator, { runtime = 'auto' }) => {
  const { verifyImage } = await import('@longshore/image');
  const commit = await openHistory(project.workspace).head();
  const evidence = () => coordinator?.evidence(project.service.name);
  const others = async () => (await askRegistry(evidence, 'the image is verified here')) ?? [];
  const { predicate } = await verifyImage(project, signal, { runtime, others, commit });
  const { unit, container } = predicate;
  process.stdout.write(
    `${unit.passed} unit and ${container.passed} container tests passed (runtime ${predicate.runtime})\n`,
  );
});
