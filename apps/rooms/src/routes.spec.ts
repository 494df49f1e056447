import { randomUUID } from 'node:crypto';
import { type Room } from '@longshore/conversation';
import { createLog, createServer } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { roomRoutes } from './routes';
import { MemoryRooms } from './testing/memory-rooms';

describe('the routes of rooms', () => {
  let server: FastifyInstance;

  beforeEach(() => {
    const rooms = new MemoryRooms();
    server = createServer({ routes: (routes) => roomRoutes(routes, rooms) }, createLog('rooms', 'silent'));
  });

  afterEach(() => server.close());

  const create = (name: unknown) => server.inject({ method: 'POST', url: '/api/v1/rooms', payload: { name } });

  it('creates a room that can then be read where the answer says', async () => {
    const created = await create('  harbour  ');
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({ name: 'harbour' });
    const read = await server.inject(String(created.headers.location));
    expect(read.json()).toEqual(created.json());
  });

  it('lists the newest rooms first, as many as asked for', async () => {
    for (const name of ['one', 'two', 'three']) await create(name);
    const listed = await server.inject('/api/v1/rooms?limit=2');
    expect(listed.json<{ rooms: Room[] }>().rooms.map(({ name }) => name)).toEqual(['three', 'two']);
  });

  it('deletes a room once, and answers 404 afterwards', async () => {
    const url = `/api/v1/rooms/${(await create('quay')).json<Room>().id}`;
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(204);
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(404);
    expect((await server.inject(url)).json()).toMatchObject({ error: { code: 'room_not_found' } });
  });

  it.each([undefined, '', '   ', 7, 'x'.repeat(81)])('refuses to call a room %p', async (name) => {
    const refused = await create(name);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      error: { code: 'invalid_request', message: expect.stringMatching(/^name: /) },
    });
  });

  it.each(['/api/v1/rooms/harbour', '/api/v1/rooms?limit=0'])('answers 400 to %s', async (url) => {
    expect((await server.inject(url)).statusCode).toBe(400);
  });

  it('answers 404 to a room that never was', async () => {
    expect((await server.inject(`/api/v1/rooms/${randomUUID()}`)).statusCode).toBe(404);
  });
});
