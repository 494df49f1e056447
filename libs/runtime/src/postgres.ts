/** A running PostgreSQL server for local use. */
export interface Postgres {
  /** Connection URL of the database, with user and password. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}
