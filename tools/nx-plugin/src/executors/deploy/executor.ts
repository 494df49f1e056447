import { isSuccess } from '@longshore/model';
import { renderEvent, renderOutcome } from '@longshore/report';
import { leaveOnSignal } from '../lib/interrupted';
import { environmentStep } from '../lib/step';

/** Waits for the verdict of the rollout that `release` began. */
export default environmentStep(async (coordinator, service, { workspace, environment }) => {
  const stay = leaveOnSignal({ workspace, nx: process.ppid, text: () => goesOn(service, environment) });
  const outcome = await coordinator
    .outcome(service, (event) => process.stdout.write(`${renderEvent(event)}\n`))
    .finally(stay);
  process.stdout.write(`${renderOutcome(outcome)}\n`);
  return isSuccess(outcome.verdict);
});

const goesOn = (service: string, environment: string): string =>
  `the rollout of ${service} goes on in ECS; follow it: npx longshore status -e ${environment}; ` +
  `undo it: npx longshore rollback ${service} -e ${environment}`;
