import { randomUUID } from 'node:crypto';
import { createLog, type Database, openDatabase } from '@longshore/service-kit';
import { type Message } from '../../src/messages';

const { SERVICE_URL, DATABASE_URL } = process.env;
if (!SERVICE_URL) throw new Error('SERVICE_URL is not set: the URL of a running messages container');
if (!DATABASE_URL) throw new Error('DATABASE_URL is not set: the URL of the database that the container uses');

describe('messages, as a container', () => {
  const database: Database = openDatabase(DATABASE_URL, createLog('test', 'silent'));
  let room: string;

  beforeEach(async () => {
    room = randomUUID();
    // The service rooms, which would do this, does not run here.
    await database.query('INSERT INTO rooms (id, name) VALUES ($1, $2)', [room, 'harbour']);
  });

  afterAll(() => database.end());

  const messagesOf = (id: string, query = '') => new URL(`/api/v1/rooms/${id}/messages${query}`, SERVICE_URL);

  const post = (id: string, body: object) =>
    fetch(messagesOf(id), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const list = async (query = '') => {
    const answer = await fetch(messagesOf(room, query));
    return ((await answer.json()) as { messages: Message[] }).messages;
  };

  it('is healthy', async () => {
    const answer = await fetch(new URL('/health', SERVICE_URL));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('keeps messages, newest last, and pages through them', async () => {
    const posted: Message[] = [];
    for (const text of ['one', 'two', 'three ⚓']) {
      const answer = await post(room, { author: 'ada', text });
      expect(answer.status).toBe(201);
      posted.push((await answer.json()) as Message);
    }
    expect(await list()).toEqual(posted);
    expect(await list('?limit=2')).toEqual(posted.slice(1));
    expect(await list(`?after=${posted[0]?.id}&limit=1`)).toEqual(posted.slice(1, 2));
    expect(await list(`?after=${posted[2]?.id}`)).toEqual([]);
  });

  it('keeps every message of many who write at once', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((text) => post(room, { author: 'ada', text })));
    expect((await list()).map(({ text }) => text).sort()).toEqual(texts.sort());
  });

  it('answers 404 where the room never was, and once it is deleted', async () => {
    expect((await post(randomUUID(), { author: 'ada', text: 'ahoy' })).status).toBe(404);
    await post(room, { author: 'ada', text: 'ahoy' });
    await database.query('DELETE FROM rooms WHERE id = $1', [room]);
    expect((await fetch(messagesOf(room))).status).toBe(404);
    expect((await post(room, { author: 'ada', text: 'ahoy' })).status).toBe(404);
  });

  it('refuses a message without an author', async () => {
    const refused = await post(room, { text: 'ahoy' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: { code: 'invalid_request', message: 'author: is not set' } });
  });
});
