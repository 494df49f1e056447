import { destination, type DestinationStream, pino, stdTimeFunctions } from 'pino';

/** Writes JSON lines. */
export type Log = ReturnType<typeof createLog>;

/** A log of JSON lines with level, time, service and message; to stdout, unless told otherwise. */
export function createLog(service: string, level: string, to: DestinationStream = stdout()) {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    // Names instead of pino's numbers: log stores and people know them.
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, to);
}

// Synchronous: otherwise the last lines before the process ends can overtake each other or be lost.
const stdout = () => destination({ dest: 1, sync: true });
