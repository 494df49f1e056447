import { type Room } from '@longshore/conversation';
import { type Database } from '@longshore/service-kit';
import { type Rooms } from './rooms';

const columns = 'id, name, created_at AS "createdAt"';

/** Rooms in PostgreSQL. */
export class PostgresRooms implements Rooms {
  constructor(private readonly database: Database) {}

  async create(name: string): Promise<Room> {
    const { rows } = await this.database.query<Room>(`INSERT INTO rooms (name) VALUES ($1) RETURNING ${columns}`, [
      name,
    ]);
    const [room] = rows;
    if (!room) throw new Error('PostgreSQL returned no row for a room that it took');
    return room;
  }

  async list(limit: number): Promise<Room[]> {
    const newest = `SELECT ${columns} FROM rooms ORDER BY created_at DESC LIMIT $1`;
    return (await this.database.query<Room>(newest, [limit])).rows;
  }

  async find(id: string): Promise<Room | undefined> {
    return (await this.database.query<Room>(`SELECT ${columns} FROM rooms WHERE id = $1`, [id])).rows[0];
  }

  async delete(id: string): Promise<boolean> {
    return (await this.database.query('DELETE FROM rooms WHERE id = $1', [id])).rowCount === 1;
  }
}
