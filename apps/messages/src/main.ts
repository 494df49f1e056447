import { createRoomsTable } from '@longshore/conversation';
import { createTables, databaseUrl, openDatabase, pingDatabase, startService } from '@longshore/service-kit';
import { z } from 'zod';
import { messagesTable, PostgresMessages } from './postgres-messages';
import { messageRoutes } from './routes';

void startService({
  name: 'messages',
  config: z.object({ DATABASE_URL: databaseUrl }),
  async start({ DATABASE_URL }, log) {
    const database = openDatabase(DATABASE_URL, log);
    await createRoomsTable(database);
    await createTables(database, messagesTable);
    return {
      routes: (server) => messageRoutes(server, new PostgresMessages(database)),
      checks: { database: () => pingDatabase(database) },
      close: () => database.end(),
    };
  },
});
