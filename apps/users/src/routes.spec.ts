import { randomUUID } from 'node:crypto';
import { createLog, createServer } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { userRoutes } from './routes';
import { MemoryUsers } from './testing/memory-users';
import { type User } from './users';

describe('the routes of users', () => {
  let server: FastifyInstance;

  beforeEach(() => {
    const users = new MemoryUsers();
    server = createServer({ routes: (routes) => userRoutes(routes, users) }, createLog('users', 'silent'));
  });

  afterEach(() => server.close());

  const create = (payload: object) => server.inject({ method: 'POST', url: '/api/v1/users', payload });

  it('creates a user that can then be read where the answer says', async () => {
    const created = await create({ handle: 'ada', name: 'Ada L.' });
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({ handle: 'ada', name: 'Ada L.' });
    expect((await server.inject(String(created.headers.location))).json()).toEqual(created.json());
  });

  it('gives a handle to one user only, however it is written', async () => {
    await create({ handle: 'ada', name: 'Ada' });
    const second = await create({ handle: 'ADA ', name: 'Another' });
    expect(second.statusCode).toBe(409);
    expect(second.json()).toMatchObject({ error: { code: 'handle_taken' } });
  });

  it('lists the newest users first, as many as asked for', async () => {
    for (const handle of ['one', 'two', 'three']) await create({ handle, name: handle });
    const listed = await server.inject('/api/v1/users?limit=2');
    expect(listed.json<{ users: User[] }>().users.map(({ handle }) => handle)).toEqual(['three', 'two']);
  });

  it('deletes a user once, and the handle is free again', async () => {
    const url = String((await create({ handle: 'ada', name: 'Ada' })).headers.location);
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(204);
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(404);
    expect((await create({ handle: 'ada', name: 'Ada' })).statusCode).toBe(201);
  });

  it('names everything that is wrong with a new user', async () => {
    const refused = await create({ handle: 'a b' });
    expect(refused.statusCode).toBe(400);
    const { message } = refused.json<{ error: { message: string } }>().error;
    expect(message).toContain('handle: expected 3 to 30 letters');
    expect(message).toContain('name: is not set');
  });

  it('answers 404 to a user that never was, and 400 to what is no id', async () => {
    expect((await server.inject(`/api/v1/users/${randomUUID()}`)).statusCode).toBe(404);
    expect((await server.inject('/api/v1/users/ada')).statusCode).toBe(400);
  });
});
