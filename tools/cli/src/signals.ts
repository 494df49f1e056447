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
