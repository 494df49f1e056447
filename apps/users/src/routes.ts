import { HttpError, parseInput, plainText } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Users } from './users';

const handle = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_]{3,30}$/, 'expected 3 to 30 letters a to z, digits and underscores');
const newUser = z.object({ handle, name: plainText(80) });
const oneUser = z.object({ id: z.uuid('expected the id of a user') });
const page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(100) });

const noSuchUser = (id: string) => new HttpError(404, 'user_not_found', `no user ${id}`);

/** The routes under /api/v1/users. */
export function userRoutes(server: FastifyInstance, users: Users): void {
  server.post('/api/v1/users', async (request, reply) => {
    const wanted = parseInput(newUser, request.body);
    const user = await users.create(wanted);
    if (!user) throw new HttpError(409, 'handle_taken', `somebody is called ${wanted.handle} already`);
    return reply.code(201).header('location', `/api/v1/users/${user.id}`).send(user);
  });

  server.get('/api/v1/users', async (request) => {
    const { limit } = parseInput(page, request.query);
    return { users: await users.list(limit) };
  });

  server.get('/api/v1/users/:id', async (request) => {
    const { id } = parseInput(oneUser, request.params);
    const user = await users.find(id);
    if (!user) throw noSuchUser(id);
    return user;
  });

  server.delete('/api/v1/users/:id', async (request, reply) => {
    const { id } = parseInput(oneUser, request.params);
    if (!(await users.delete(id))) throw noSuchUser(id);
    return reply.code(204).send();
  });
}
