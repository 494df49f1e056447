import { type Throttle } from '../state';

/** Rounds of failed starts that are followed by the next start at once. */
const freeRounds = 2;
/** First back-off, in milliseconds; each further round doubles it. ECS takes seconds to place a task anyhow. */
const firstDelay = 1000;
/** The longest back-off: ECS waits up to a quarter of an hour and more. */
const longestDelay = 15 * 60_000;

/** No failure yet: how a deployment of a new task definition begins. */
export const noThrottle = (): Throttle => ({ rounds: 0, since: 0, notBefore: 0 });

/** A task that never became healthy has failed; tasks launched before the round began belong to the one before. */
export function slowDown(throttle: Throttle, launchedAt: number, now: number): Throttle {
  if (launchedAt < throttle.since) return throttle;
  const rounds = throttle.rounds + 1;
  const delay = rounds <= freeRounds ? 0 : Math.min(longestDelay, firstDelay * 2 ** (rounds - freeRounds - 1));
  return { rounds, since: now + delay, notBefore: now + delay };
}

/** Whether starts are held back long enough to be worth an event. */
export const isThrottled = (throttle: Throttle): boolean => throttle.rounds > freeRounds;
