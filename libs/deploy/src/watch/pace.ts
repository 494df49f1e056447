/** How often rollouts are looked at, in milliseconds. */
export interface Pace {
  /** While something is happening. */
  fast: number;
  /** While nothing happens. */
  slow: number;
}

/** The embedded cloud has no rates, and its rollouts take seconds. */
export const paceOf = (embedded: boolean): Pace => (embedded ? { fast: 200, slow: 250 } : { fast: 1000, slow: 5000 });

/** The pause before the next look: short after a change, longer with each look that shows none. */
export const nextDelay = ({ fast, slow }: Pace, delay: number, changed: boolean): number =>
  changed ? fast : Math.min(slow, delay * 1.5);
