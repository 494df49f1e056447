import { utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log } from './log';

/**
 * Time between two heartbeats, in milliseconds. The first comes after as long: a queue that refuses a worker does so
 * before. The check in service.json wants one of the last 15 s.
 */
const beatMs = 3_000;

/** The file whose age tells the container's health check that the worker takes messages. */
const heartbeatFile = (): string => join(tmpdir(), 'longshore-worker');

/** Writes a heartbeat again and again while the worker is well and its event loop turns. */
export function startHeartbeat(isWell: () => boolean, log: Log): void {
  let known = false;
  const timer = setInterval(() => {
    if (!isWell()) return;
    beat().catch((error: unknown) => {
      if (!known) log.warn({ err: error }, 'no heartbeat can be written; a health check of the container fails');
      known = true;
    });
  }, beatMs);
  timer.unref();
}

async function beat(): Promise<void> {
  const file = heartbeatFile();
  const now = new Date();
  await utimes(file, now, now).catch(() => writeFile(file, ''));
}
