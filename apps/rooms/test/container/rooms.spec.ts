import { type Room } from '@longshore/conversation';

const { SERVICE_URL } = process.env;
if (!SERVICE_URL) throw new Error('SERVICE_URL is not set: the URL of a running rooms container');

const at = (path: string) => new URL(path, SERVICE_URL);

const create = (body: string) =>
  fetch(at('/api/v1/rooms'), { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('rooms, as a container', () => {
  it('is healthy', async () => {
    const answer = await fetch(at('/health'));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('keeps a room until it is deleted', async () => {
    const created = await create(JSON.stringify({ name: 'harbour ⚓' }));
    expect(created.status).toBe(201);
    const room = (await created.json()) as Room;
    expect(room).toMatchObject({ name: 'harbour ⚓' });

    const read = await fetch(at(`/api/v1/rooms/${room.id}`));
    expect(await read.json()).toEqual(room);
    const listed = (await (await fetch(at('/api/v1/rooms'))).json()) as { rooms: Room[] };
    expect(listed.rooms).toContainEqual(room);

    expect((await fetch(at(`/api/v1/rooms/${room.id}`), { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(at(`/api/v1/rooms/${room.id}`))).status).toBe(404);
    expect((await fetch(at(`/api/v1/rooms/${room.id}`), { method: 'DELETE' })).status).toBe(404);
  });

  it.each(['{}', '{"name":""}', '{'])('refuses %s as a room', async (body) => {
    const refused = await create(body);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_request' } });
  });
});
