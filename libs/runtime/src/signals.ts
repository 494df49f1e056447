import { constants } from 'node:os';
import { type Exit } from './runtime';

/** Reads an image's StopSignal: `SIGQUIT`, `QUIT` or a number; SIGTERM where it is absent or unknown. */
export function stopSignalOf(text: string | undefined): NodeJS.Signals {
  if (!text) return 'SIGTERM';
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const found = Object.entries(constants.signals).find(
    ([signal, number]) => signal === name || String(number) === text,
  );
  return (found?.[0] as NodeJS.Signals | undefined) ?? 'SIGTERM';
}

/** How a process ended, as a shell counts: 128 plus the number where a signal ended it. */
export function exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
  if (signal) return { code: 128 + constants.signals[signal], signal, outOfMemory: false };
  return { code: code ?? 0, outOfMemory: false };
}
