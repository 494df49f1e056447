import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type Container, isLoopback } from '@longshore/runtime';
import { lastLines } from './container-log';

/** The pause before each look, in milliseconds: most services are healthy before the first. */
const lookMs = 1000;

/** So many looks in a row decide: a server may open its addresses one after the other. */
const looks = 2;

/**
 * Watches a container that is not healthy yet until the signal aborts.
 * @throws LS2014 if it listens on the loopback of its container only
 */
export async function refuseLoopback(container: Container, port: number, signal: AbortSignal): Promise<void> {
  for (let seen = 0; !signal.aborted;) {
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
    const addresses = signal.aborted ? [] : ((await container.listening?.(port)) ?? []);
    seen = addresses.length > 0 && addresses.every(isLoopback) ? seen + 1 : 0;
    if (seen >= looks && !signal.aborted) throw loopbackError(container, port, addresses);
  }
}

const loopbackError = (container: Container, port: number, addresses: string[]): LongshoreError =>
  new LongshoreError('LS2014', {
    what: `${container.name} listens on ${addresses.join(' and ')} only`,
    why: `nothing outside of its container reaches port ${port} there, so no load balancer does\n${lastLines(container)}`,
    fix: `listen on 0.0.0.0: server.listen(port, '0.0.0.0'), and see that no HOST names another address`,
  });
