import { createTables, databaseUrl, openDatabase, pingDatabase, startService } from '@longshore/service-kit';
import { z } from 'zod';
import { PostgresUsers, usersTable } from './postgres-users';
import { userRoutes } from './routes';

void startService({
  name: 'users',
  config: z.object({ DATABASE_URL: databaseUrl }),
  async start({ DATABASE_URL }, log) {
    const database = openDatabase(DATABASE_URL, log);
    await createTables(database, usersTable);
    return {
      routes: (server) => userRoutes(server, new PostgresUsers(database)),
      checks: { database: () => pingDatabase(database) },
      close: () => database.end(),
    };
  },
});
