import { createRoomsTable } from '@longshore/conversation';
import { databaseUrl, openDatabase, pingDatabase, startService } from '@longshore/service-kit';
import { z } from 'zod';
import { PostgresRooms } from './postgres-rooms';
import { roomRoutes } from './routes';

void startService({
  name: 'rooms',
  config: z.object({ DATABASE_URL: databaseUrl }),
  async start({ DATABASE_URL }, log) {
    const database = openDatabase(DATABASE_URL, log);
    await createRoomsTable(database);
    return {
      routes: (server) => roomRoutes(server, new PostgresRooms(database)),
      checks: { database: () => pingDatabase(database) },
      close: () => database.end(),
    };
  },
});
