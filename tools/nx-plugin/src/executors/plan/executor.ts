import { renderPlan } from '@longshore/report';
import { environmentStep } from '../lib/step';

/** Prints what a release would change; fails where its rollout could never end. */
export default environmentStep(async (coordinator, service) => {
  const plan = await coordinator.plan(service);
  process.stdout.write(`${renderPlan(plan)}\n`);
  return !plan.rollout?.blocked;
});
