import { environmentStep } from '../lib/step';
import { renderProgress, renderPush } from '../lib/render-push';

/** Pushes image and evidence to the environment’s registry, by digest. */
export default environmentStep(async (coordinator, service) => {
  const outcome = await coordinator.push(service, (progress) => {
    process.stderr.write(`${renderProgress(progress)}\n`);
  });
  process.stdout.write(`${renderPush(outcome)}\n`);
});
