import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { paceOf } from '../watch/pace';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';

/** What a change of the number of tasks did. */
export interface Scaling {
  service: string;
  environment: string;
  from: number;
  to: number;
  /** Milliseconds until so many tasks ran. */
  durationMs: number;
}

/** How long tasks may take to start or to drain, in milliseconds. */
const deadlineMs = 15 * 60_000;

/**
 * Sets how many tasks of a service run, and waits until they do; it starts no deployment.
 * @throws LS3112 where it is not deployed, LS3106 where so many do not run in time
 */
export async function scale(open: OpenEnvironment, name: string, to: number): Promise<Scaling> {
  const began = Date.now();
  const subject = { service: name, environment: open.environment.name };
  const place = await open.place();
  const { serviceName = '', desiredCount: from = 0 } = await deployedService(open, name);
  await place.cluster.services.update({ service: serviceName, desiredCount: to });
  const pause = paceOf(open.environment.spec.embedded).fast;
  for (let running = -1; running !== to;) {
    await sleep(pause, undefined, { signal: open.signal });
    running = (await place.service(serviceName))?.runningCount ?? running;
    if (running !== to && Date.now() > began + deadlineMs) throw tooLate(subject, running, to);
  }
  return { ...subject, from, to, durationMs: Date.now() - began };
}

const tooLate = ({ service, environment }: { service: string; environment: string }, running: number, to: number) =>
  new LongshoreError('LS3106', {
    what: `${service} in ${environment} does not run ${to} tasks`,
    why: `after ${deadlineMs / 60_000} minutes it runs ${running}; ECS goes on trying`,
    fix: `npx longshore status -e ${environment}`,
  });
