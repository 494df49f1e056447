import { randomUUID } from 'node:crypto';
import { createLog, createServer } from '@longshore/service-kit';
import { type FastifyInstance } from 'fastify';
import { type Message } from './messages';
import { messageRoutes } from './routes';
import { MemoryMessages } from './testing/memory-messages';

describe('the routes of messages', () => {
  const harbour = randomUUID();
  const quay = randomUUID();
  let server: FastifyInstance;

  beforeEach(() => {
    const messages = new MemoryMessages([harbour, quay]);
    server = createServer({ routes: (routes) => messageRoutes(routes, messages) }, createLog('messages', 'silent'));
  });

  afterEach(() => server.close());

  const post = (room: string, payload: object) =>
    server.inject({ method: 'POST', url: `/api/v1/rooms/${room}/messages`, payload });

  const texts = async (query = '') => {
    const listed = await server.inject(`/api/v1/rooms/${harbour}/messages${query}`);
    return listed.json<{ messages: Message[] }>().messages.map(({ text }) => text);
  };

  it('keeps the messages of each room apart, newest last', async () => {
    for (const text of ['one', 'two']) await post(harbour, { author: 'ada', text });
    await post(quay, { author: 'ada', text: 'elsewhere' });
    expect(await texts()).toEqual(['one', 'two']);
  });

  it('answers a new message with its id, room and author', async () => {
    const posted = await post(harbour, { author: 'ada', text: 'ahoy' });
    expect(posted.statusCode).toBe(201);
    expect(posted.json()).toMatchObject({ roomId: harbour, author: 'ada', text: 'ahoy', id: expect.any(String) });
  });

  it('gives the newest messages, or the next ones after a given one', async () => {
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three', 'four']) {
      ids.push((await post(harbour, { author: 'ada', text })).json<Message>().id);
    }
    expect(await texts('?limit=2')).toEqual(['three', 'four']);
    expect(await texts(`?after=${ids[0]}&limit=2`)).toEqual(['two', 'three']);
    expect(await texts(`?after=${ids[3]}`)).toEqual([]);
  });

  it('answers 404 where the room is missing, to a reader and to a writer', async () => {
    const missing = randomUUID();
    const written = await post(missing, { author: 'ada', text: 'ahoy' });
    const read = await server.inject(`/api/v1/rooms/${missing}/messages`);
    for (const answer of [written, read]) {
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ error: { code: 'room_not_found' } });
    }
  });

  it('names everything that is wrong with a new message', async () => {
    const refused = await post(harbour, { text: 'a\0b' });
    expect(refused.statusCode).toBe(400);
    const { message } = refused.json<{ error: { message: string } }>().error;
    expect(message).toContain('author: is not set');
    expect(message).toContain('text: expected text without the character NUL');
  });

  it.each(['after=first', 'limit=0', 'limit=201'])('answers 400 to %s', async (query) => {
    expect((await server.inject(`/api/v1/rooms/${harbour}/messages?${query}`)).statusCode).toBe(400);
  });
});
