import { Pool } from 'pg';
import { causeOf } from './cause';
import { type Log } from './log';

/** A pool of connections to PostgreSQL. */
export type Database = Pool;

/** Any number serves, as long as all services that share a database use the same. */
const schemaLock = 7_306_101;

/** Opens a pool; it connects when it is first used. Close it with `end()`. */
export function openDatabase(url: string, log: Log): Database {
  const database = new Pool({
    connectionString: url,
    // Twice as many copies as usual run during a deploy, and PostgreSQL admits 100 connections by default.
    max: 5,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    keepAlive: true,
  });
  // Without a listener, an idle connection that the server closes would end the process.
  database.on('error', (error) => log.warn({ err: error }, 'lost an idle database connection'));
  return database;
}

/**
 * Runs `CREATE … IF NOT EXISTS` statements in one transaction, and in one copy of a service at a time: PostgreSQL lets
 * two of them collide.
 */
export async function createTables(database: Database, statements: string): Promise<void> {
  try {
    await database.query(`SELECT pg_advisory_xact_lock(${schemaLock}); ${statements}`);
  } catch (error) {
    throw new Error(`cannot create tables in the database: ${causeOf(error)}`, { cause: error });
  }
}

/** Resolves when the database answers. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.query('SELECT 1');
}
