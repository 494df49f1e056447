import { renderPlan } from '@longshore/report';
import { leaveToEcs } from '../lib/interrupted';
import { environmentStep } from '../lib/step';

/** Plans, checks the gates and starts the rollout; does not wait for it. */
export default environmentStep(async (coordinator, service, where) => {
  const stay = leaveToEcs(service, where);
  const plan = await coordinator.release(service).finally(stay);
  process.stdout.write(`${renderPlan(plan)}\n`);
});
