import { createTables, type Database } from '@longshore/service-kit';

const roomsTable = `
  CREATE TABLE IF NOT EXISTS rooms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS rooms_by_age ON rooms (created_at);
`;

/** Creates the table of rooms where it is missing. Every service that refers to rooms calls this, so that any may start first. */
export async function createRoomsTable(database: Database): Promise<void> {
  await createTables(database, roomsTable);
}
