import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Ends what is under way at Ctrl-C, and where the process is asked to stop. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Tells of the first Ctrl-C or request to stop; the second ends the process at once, as if nobody listened. */
export function onFirstSignal(listener: (signal: NodeJS.Signals) => void): void {
  const once = (signal: NodeJS.Signals): void => {
    for (const each of signals) process.off(each, once);
    listener(signal);
  };
  for (const signal of signals) process.on(signal, once);
}

/**
 * Ends the process at Ctrl-C or a request to stop, while what it has begun goes on without it.
 * @param text says what goes on, and how to follow or undo it
 */
export function leaveOnSignal(text: () => string): AbortSignal {
  onFirstSignal((signal) => {
    process.stderr.write(`${signal}: ${text()}\n`);
    process.exit(128 + constants.signals[signal]);
  });
  // Nothing is to be ended but the process.
  return new AbortController().signal;
}
