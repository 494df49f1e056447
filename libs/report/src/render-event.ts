import { type RunEvent } from '@longshore/model';
import { renderMessage } from './render-line';
import { plain, seconds } from './style';

/** An event of a run as one line of a log. */
export function renderEvent(event: RunEvent): string {
  switch (event.type) {
    case 'run-started':
      return `run ${event.run} to ${event.environment} at ${short(event.commit)}`;
    case 'run-finished':
      return `run ${event.run} ended after ${seconds(event.durationMs)}`;
    case 'pushed':
      return line(event.service, `pushed ${event.repository}@${event.digest} (${event.bytes} bytes sent)`);
    case 'planned':
      return line(event.service, planned(event.plan.changes.length));
    case 'rollout-started':
      return line(event.service, `rolling out ${nameOf(event.taskDefinition)} as ${event.deploymentId}`);
    case 'ecs-event':
      return line(event.service, event.message);
    case 'rollout-progress':
      return line(event.service, progress(event));
    case 'hook-started':
      return line(event.service, `${event.hook} runs ${event.runs}`);
    case 'hook-line':
      return line(event.service, `${event.hook} | ${renderMessage(event.message, plain)}`);
    case 'hook-ended':
      return line(event.service, `${event.hook} ${ended(event)}`);
    case 'verdict':
      return line(
        event.service,
        [`${event.verdict} after ${seconds(event.durationMs)}`, event.reason].filter(Boolean).join(': '),
      );
  }
}

const line = (service: string, text: string): string => `${service}  ${text}`;
const planned = (changes: number): string => (changes === 0 ? 'nothing to change' : `${changes} changes`);
const ended = ({ exitCode, durationMs }: Extract<RunEvent, { type: 'hook-ended' }>): string =>
  `${exitCode === undefined ? 'did not run to its end' : `ended with exit code ${exitCode}`} after ${seconds(durationMs)}`;
const short = (commit: string): string => commit.slice(0, 12);

/** The last part of an ARN, as `local-rooms:7`. */
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

const progress = ({ running, pending, desired, failed }: Extract<RunEvent, { type: 'rollout-progress' }>): string =>
  [`${running} of ${desired} running`, pending > 0 && `${pending} pending`, failed > 0 && `${failed} failed`]
    .filter(Boolean)
    .join(', ');
