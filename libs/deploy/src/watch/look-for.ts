import { setTimeout as sleep } from 'node:timers/promises';
import { type Service } from '../aws/shapes';

/** Where services are read. */
export interface Reading {
  place: { service(name: string): Promise<Service | undefined> };
  signal: AbortSignal;
}

/** The first and the longest pause between two reads, in milliseconds. */
const [firstPauseMs, longestPauseMs] = [20, 1000];

/**
 * Reads a service until it shows something: what ECS shows lags behind what it has done. A read that fails is made
 * again.
 * @returns undefined where it was not shown for so long
 */
export async function lookFor(
  { place, signal }: Reading,
  name: string,
  isShown: (service: Service) => boolean,
  forMs: number,
): Promise<Service | undefined> {
  const until = Date.now() + forMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const service = await place.service(name).catch(() => undefined);
    signal.throwIfAborted();
    if (service && isShown(service)) return service;
    if (Date.now() >= until) return undefined;
    await sleep(pauseMs, undefined, { signal });
  }
}
