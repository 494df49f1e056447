import { type Database } from '@longshore/service-kit';
import { type Message, type Messages, type NewMessage, type Page } from './messages';

/** Creates the table of messages where it is missing; the one of rooms must be there. */
export const messagesTable = `
  CREATE TABLE IF NOT EXISTS messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    author text NOT NULL,
    text text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS messages_of_room ON messages (room_id, id);
`;

const columns = 'id, room_id AS "roomId", author, text, sent_at AS "sentAt"';

// The lock lets the messages of one room commit in the order of their ids. Without it, one with a smaller id could
// appear after a reader has asked for all after a greater one, and would never reach that reader.
const insert = `
  WITH room AS (SELECT id FROM rooms WHERE id = $1 FOR NO KEY UPDATE)
  INSERT INTO messages (room_id, author, text) SELECT id, $2, $3 FROM room
  RETURNING ${columns}`;

const nextAfter = `
  SELECT ${columns} FROM messages WHERE room_id = $1 AND id > $2 ORDER BY id LIMIT $3`;

const newest = `
  SELECT * FROM (SELECT ${columns} FROM messages WHERE room_id = $1 ORDER BY id DESC LIMIT $2) AS newest ORDER BY id`;

/** Messages in PostgreSQL. */
export class PostgresMessages implements Messages {
  constructor(private readonly database: Database) {}

  async post(roomId: string, { author, text }: NewMessage): Promise<Message | undefined> {
    return (await this.database.query<Message>(insert, [roomId, author, text])).rows[0];
  }

  async list(roomId: string, { after, limit }: Page): Promise<Message[] | undefined> {
    const { rows } = after
      ? await this.database.query<Message>(nextAfter, [roomId, after, limit])
      : await this.database.query<Message>(newest, [roomId, limit]);
    return rows.length > 0 || (await this.roomExists(roomId)) ? rows : undefined;
  }

  private async roomExists(roomId: string): Promise<boolean> {
    return (await this.database.query('SELECT 1 FROM rooms WHERE id = $1', [roomId])).rowCount === 1;
  }
}
