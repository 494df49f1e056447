/** Thrown where PostgreSQL cannot be run here; `message` says why, in one line. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
}
