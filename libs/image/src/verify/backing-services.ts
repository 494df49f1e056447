import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { startPostgres } from '@longshore/runtime';
import { type Project } from '../image';
import { startQueue } from './queue';

/** Backing services that run for one verification. */
export interface BackingServices {
  /** How the service under test finds them. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts what a service says that it uses, and the queue of a worker: each empty and its own.
 * @throws LS1101, LS1102
 */
export async function startBackingServices({ workspace, service: { spec } }: Project): Promise<BackingServices> {
  const starting = [
    ...(spec.uses.includes('postgres') ? [startDatabase(workspace)] : []),
    ...(spec.kind === 'worker' ? [startQueue(workspace)] : []),
  ];
  const results = await Promise.allSettled(starting);
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(started.map((each) => each.stop())));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    environment: Object.assign({}, ...started.map(({ environment }) => environment)) as Record<string, string>,
    stop,
  };
}

async function startDatabase(workspace: string): Promise<BackingServices> {
  const cache = join(workspace, '.longshore', 'cache', 'postgres');
  const postgres = await startPostgres({ cache }).catch((error: Error) => {
    throw new LongshoreError('LS1101', {
      what: 'PostgreSQL for the container tests cannot start',
      why: error.message,
      fix: 'npm ci',
      cause: error,
    });
  });
  return { environment: { DATABASE_URL: postgres.url }, stop: () => postgres.stop() };
}
