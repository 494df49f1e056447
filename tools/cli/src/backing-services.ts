import { join } from 'node:path';
import { openAws } from '@longshore/deploy';
import { type Environment, LongshoreError } from '@longshore/model';
import { findPostgres, type Postgres, PostgresError, startBackgroundPostgres } from '@longshore/runtime';
import { stateFolder } from './workspace';

/** Where the workspace's PostgreSQL has its data, and is found by. */
export const postgresFolder = (workspace: string): string => join(stateFolder(workspace), 'postgres');

/**
 * Starts PostgreSQL in the background, or finds the one that runs, and tells the environment where it is: services
 * read its URL as a secret, as they do on AWS.
 * @throws LS1101
 */
export async function startPostgresFor(workspace: string, environment: Environment): Promise<void> {
  const { url } = await startPostgres(workspace);
  const { parameters } = openAws(environment, new AbortController().signal);
  await parameters.putSecret(`/longshore/${environment.name}/postgres-url`, url);
}

/** Stops PostgreSQL; its data stay. Returns whether it ran. */
export async function stopPostgres(workspace: string): Promise<boolean> {
  const postgres = await findPostgres(postgresFolder(workspace));
  await postgres?.stop();
  return postgres !== undefined;
}

/**
 * Starts PostgreSQL in the background, or finds the one that runs.
 * @throws LS1101
 */
export async function startPostgres(workspace: string): Promise<Postgres> {
  try {
    return await startBackgroundPostgres({
      dir: postgresFolder(workspace),
      cache: join(stateFolder(workspace), 'cache', 'postgres'),
    });
  } catch (error) {
    if (!(error instanceof PostgresError)) throw error;
    throw new LongshoreError('LS1101', {
      what: 'PostgreSQL cannot start',
      why: error.message,
      fix: 'npm ci',
      cause: error,
    });
  }
}
