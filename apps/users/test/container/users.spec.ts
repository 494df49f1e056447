import { randomUUID } from 'node:crypto';
import { type User } from '../../src/users';

const { SERVICE_URL } = process.env;
if (!SERVICE_URL) throw new Error('SERVICE_URL is not set: the URL of a running users container');

const at = (path: string) => new URL(path, SERVICE_URL);

const create = (body: object) =>
  fetch(at('/api/v1/users'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** A handle that no earlier run has left in the database. */
const freshHandle = () => `user_${randomUUID().slice(0, 8)}`;

describe('users, as a container', () => {
  it('is healthy', async () => {
    const answer = await fetch(at('/health'));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('keeps a user until they are deleted', async () => {
    const created = await create({ handle: freshHandle(), name: 'Ada ⚓' });
    expect(created.status).toBe(201);
    const user = (await created.json()) as User;

    expect(await (await fetch(at(`/api/v1/users/${user.id}`))).json()).toEqual(user);
    const listed = (await (await fetch(at('/api/v1/users'))).json()) as { users: User[] };
    expect(listed.users).toContainEqual(user);

    expect((await fetch(at(`/api/v1/users/${user.id}`), { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(at(`/api/v1/users/${user.id}`))).status).toBe(404);
  });

  it('gives a handle to one of many who ask for it at once', async () => {
    const handle = freshHandle();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ handle, name: 'Ada' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('refuses a user without a name', async () => {
    const refused = await create({ handle: freshHandle() });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: { code: 'invalid_request', message: 'name: is not set' } });
  });
});
