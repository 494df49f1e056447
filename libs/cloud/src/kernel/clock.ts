/** The time, and calls to come: passed in everywhere, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * A clock that goes so many times faster than the one on the wall, from now on: an hour of waiting is over in a minute
 * at 60.
 */
export function scaledClock(scale: number): Clock {
  const start = Date.now();
  return {
    now: () => Math.round(start + (Date.now() - start) * scale),
    after: (milliseconds, callback) => systemClock.after(milliseconds / scale, callback),
  };
}
