import { noSuchRoom, roomId } from '@longshore/conversation';
import { parseInput, plainText } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Messages } from './messages';

const oneRoom = z.object({ id: roomId });
const newMessage = z.object({ author: plainText(80), text: plainText(4000) });
const page = z.object({
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'expected the id of a message')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The routes under /api/v1/rooms/:id/messages. */
export function messageRoutes(server: FastifyInstance, messages: Messages): void {
  server.post('/api/v1/rooms/:id/messages', async (request, reply) => {
    const { id } = parseInput(oneRoom, request.params);
    const message = await messages.post(id, parseInput(newMessage, request.body));
    if (!message) throw noSuchRoom(id);
    return reply.code(201).send(message);
  });

  server.get('/api/v1/rooms/:id/messages', async (request) => {
    const { id } = parseInput(oneRoom, request.params);
    const found = await messages.list(id, parseInput(page, request.query));
    if (!found) throw noSuchRoom(id);
    return { messages: found };
  });
}
