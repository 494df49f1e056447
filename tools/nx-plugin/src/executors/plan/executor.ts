import { renderPlan } from '@longshore/report';
import { environmentStep } from '../lib/step';

/** Prints what a release would change. */
export default environmentStep(async (coordinator, service) => {
  process.stdout.write(`${renderPlan(await coordinator.plan(service))}\n`);
});
