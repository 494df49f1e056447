import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { startPostgres } from '@longshore/runtime';
import { type Project } from '../image';

/** Backing services that run for one verification. */
export interface BackingServices {
  /** How the service under test finds them. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts what a service says that it uses, each empty and its own.
 * @throws LS1101
 */
export async function startBackingServices({ workspace, service }: Project): Promise<BackingServices> {
  if (!service.spec.uses.includes('postgres')) return { environment: {}, stop: () => Promise.resolve() };
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
