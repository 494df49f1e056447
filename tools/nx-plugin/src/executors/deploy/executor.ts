import { isSuccess } from '@longshore/model';
import { renderEvent, renderOutcome } from '@longshore/report';
import { leaveToEcs } from '../lib/interrupted';
import { environmentStep } from '../lib/step';

/** Waits for the verdict of the rollout that `release` began. */
export default environmentStep(async (coordinator, service, where) => {
  const stay = leaveToEcs(service, where);
  const outcome = await coordinator
    .outcome(service, (event) => process.stdout.write(`${renderEvent(event)}\n`))
    .finally(stay);
  process.stdout.write(`${renderOutcome(outcome)}\n`);
  return isSuccess(outcome.verdict);
});
