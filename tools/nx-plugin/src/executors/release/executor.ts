import { renderPlan } from '@longshore/report';
import { environmentStep } from '../lib/step';

/** Plans, checks the gates and starts the rollout; does not wait for it. */
export default environmentStep(async (coordinator, service) => {
  process.stdout.write(`${renderPlan(await coordinator.release(service))}\n`);
});
