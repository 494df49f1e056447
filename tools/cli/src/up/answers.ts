import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenEnvironment, statusOf } from '@longshore/deploy';
import { LongshoreError, type Service, type ServiceStatus } from '@longshore/model';

/** How long tasks that were just started, or whose database was, may take until they answer, in milliseconds. */
const patienceMs = 60_000;
const pauseMs = 500;
const requestMs = 5_000;

/** What a load balancer answers by itself if no target does. */
const unanswered = [502, 503, 504];

/** How long it is waited, and who is told meanwhile. */
export interface Waiting {
  patienceMs?: number;
  /** Is told why a service does not answer yet. */
  onWaiting: (why: string) => void;
}

/**
 * Waits until each service with a URL has a healthy target and answers there.
 * @throws LS1106
 */
export async function untilAllAnswer(
  environment: OpenEnvironment,
  services: Service[],
  { patienceMs: most = patienceMs, onWaiting }: Waiting,
): Promise<void> {
  for (const began = Date.now(); ; await sleep(pauseMs)) {
    const silent = await silentOnes(await statusOf(environment, services));
    const [first] = silent;
    if (!first) return;
    if (Date.now() - began >= most) throw notAnswering(silent, environment.environment.name);
    onWaiting(`${first.service}: ${first.why}`);
  }
}

interface Silent {
  service: string;
  url: string;
  why: string;
}

async function silentOnes(statuses: ServiceStatus[]): Promise<Silent[]> {
  const found = await Promise.all(
    statuses.map(async (status) => {
      const { service, url } = status;
      const why = url && status.desired > 0 ? await silenceOf(status, url) : undefined;
      return url && why ? [{ service, url, why }] : [];
    }),
  );
  return found.flat();
}

/** Why a service does not answer; undefined if it does. */
async function silenceOf({ targets, running }: ServiceStatus, url: string): Promise<string | undefined> {
  if (targets?.healthy === 0) {
    const { total, why } = targets;
    const tasks =
      total === 0 ? `none of ${running} running tasks is a target yet` : `0 of ${total} targets are healthy`;
    return `${tasks} for the load balancer${why ? `: ${why}` : ''}`;
  }
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(requestMs), redirect: 'manual' });
    await response.body?.cancel();
    return unanswered.includes(response.status) ? `GET ${url} answers ${response.status}` : undefined;
  } catch (error) {
    return `GET ${url} is not answered: ${(error as Error).message}`;
  }
}

function notAnswering(silent: Silent[], environment: string): LongshoreError {
  const names = silent.map(({ service }) => service);
  return new LongshoreError('LS1106', {
    what: `${names.join(', ')} ${names.length === 1 ? 'is deployed but does' : 'are deployed but do'} not answer`,
    why: silent.map(({ service, url, why }) => `${service} at ${url}: ${why}`).join('\n'),
    fix: `npx longshore logs ${names[0]} -e ${environment}`,
  });
}
