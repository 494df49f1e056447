import { type Database } from '@longshore/service-kit';
import { type NewUser, type User, type Users } from './users';

/** Creates the table of users where it is missing. */
export const usersTable = `
  CREATE TABLE IF NOT EXISTS users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    handle text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS users_by_age ON users (created_at);
`;

const columns = 'id, handle, name, created_at AS "createdAt"';

const insert = `
  INSERT INTO users (handle, name) VALUES ($1, $2)
  ON CONFLICT (handle) DO NOTHING
  RETURNING ${columns}`;

/** Users in PostgreSQL. */
export class PostgresUsers implements Users {
  constructor(private readonly database: Database) {}

  async create({ handle, name }: NewUser): Promise<User | undefined> {
    return (await this.database.query<User>(insert, [handle, name])).rows[0];
  }

  async list(limit: number): Promise<User[]> {
    const newest = `SELECT ${columns} FROM users ORDER BY created_at DESC LIMIT $1`;
    return (await this.database.query<User>(newest, [limit])).rows;
  }

  async find(id: string): Promise<User | undefined> {
    return (await this.database.query<User>(`SELECT ${columns} FROM users WHERE id = $1`, [id])).rows[0];
  }

  async delete(id: string): Promise<boolean> {
    return (await this.database.query('DELETE FROM users WHERE id = $1', [id])).rowCount === 1;
  }
}
