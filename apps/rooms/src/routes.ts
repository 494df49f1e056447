import { noSuchRoom, roomId, roomName } from '@longshore/conversation';
import { parseInput } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Rooms } from './rooms';

const newRoom = z.object({ name: roomName });
const oneRoom = z.object({ id: roomId });
const page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(100) });

/** The routes under /api/v1/rooms, without those of a room’s messages. */
export function roomRoutes(server: FastifyInstance, rooms: Rooms): void {
  server.post('/api/v1/rooms', async (request, reply) => {
    const { name } = parseInput(newRoom, request.body);
    const room = await rooms.create(name);
    return reply.code(201).header('location', `/api/v1/rooms/${room.id}`).send(room);
  });

  server.get('/api/v1/rooms', async (request) => {
    const { limit } = parseInput(page, request.query);
    return { rooms: await rooms.list(limit) };
  });

  server.get('/api/v1/rooms/:id', async (request) => {
    const { id } = parseInput(oneRoom, request.params);
    const room = await rooms.find(id);
    if (!room) throw noSuchRoom(id);
    return room;
  });

  server.delete('/api/v1/rooms/:id', async (request, reply) => {
    const { id } = parseInput(oneRoom, request.params);
    if (!(await rooms.delete(id))) throw noSuchRoom(id);
    return reply.code(204).send();
  });
}
