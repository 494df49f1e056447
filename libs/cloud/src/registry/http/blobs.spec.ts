import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { settle } from '../../testing/virtual-clock';
import { digestOf, errorOf, RegistryWorld } from '../testing/registry-world';

describe('blobs of the registry', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  const begin = async (): Promise<string> => {
    const response = await world.fetch('rooms/blobs/uploads/', { method: 'POST' });
    expect(response.status).toBe(202);
    return response.headers.get('location') ?? '';
  };
  const uploads = (): string[] => readdirSync(join(world.dir, 'uploads'));
  const kept = (): string[] => readdirSync(join(world.dir, 'blobs', 'sha256'));

  it('takes one with a POST and a PUT, and gives it back', async () => {
    const location = await begin();
    const put = await world.fetch(`${location}?digest=${digestOf('layer')}`, { method: 'PUT', body: 'layer' });
    expect(put.status).toBe(201);
    expect(put.headers.get('location')).toBe(`/v2/rooms/blobs/${digestOf('layer')}`);
    expect(put.headers.get('docker-content-digest')).toBe(digestOf('layer'));
    const get = await world.fetch(`rooms/blobs/${digestOf('layer')}`);
    expect([get.status, await get.text()]).toEqual([200, 'layer']);
    const head = await world.fetch(`rooms/blobs/${digestOf('layer')}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5']);
    expect(uploads()).toEqual([]);
  });

  it('takes one with a single POST, also one of megabytes', async () => {
    const bytes = Buffer.alloc(3_000_000, 'container ');
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const post = await world.fetch(`rooms/blobs/uploads/?digest=${digest}`, { method: 'POST', body: bytes });
    expect(post.status).toBe(201);
    const get = await world.fetch(`rooms/blobs/${digest}`);
    expect(bytes.equals(Buffer.from(await get.arrayBuffer()))).toBe(true);
  });

  it('takes one in chunks, says how far it is, and refuses a chunk out of order', async () => {
    const location = await begin();
    const patch = (range: string, body: string) =>
      world.fetch(location, { method: 'PATCH', body, headers: { 'content-range': range } });
    const first = await patch('0-2', 'lay');
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2']);
    expect((await patch('5-6', 'er')).status).toBe(416);
    const status = await world.fetch(location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-2']);
    expect((await patch('3-4', 'er')).status).toBe(202);
    expect((await world.fetch(`${location}?digest=${digestOf('layer')}`, { method: 'PUT' })).status).toBe(201);
    expect(await (await world.fetch(`rooms/blobs/${digestOf('layer')}`)).text()).toBe('layer');
  });

  it('refuses content with another digest, and leaves nothing of it', async () => {
    const put = await world.fetch(`${await begin()}?digest=${digestOf('other')}`, { method: 'PUT', body: 'layer' });
    expect(await errorOf(put)).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
    expect((await world.fetch(`rooms/blobs/${digestOf('layer')}`)).status).toBe(404);
    expect([uploads(), kept()]).toEqual([[], []]);
  });

  it('goes on with an upload whose connection broke, from where it says that it is', async () => {
    const location = await begin();
    const headers = { authorization: world.authorization, 'content-length': '1000' };
    const broken = request(new URL(location, world.endpoint), { method: 'PATCH', headers });
    broken.on('error', () => undefined);
    broken.write('lay');
    const range = async () => (await world.fetch(location)).headers.get('range');
    while ((await range()) !== '0-2') await settle();
    broken.destroy();
    const rest = () => world.fetch(`${location}?digest=${digestOf('layer')}`, { method: 'PUT', body: 'er' });
    let response = await rest();
    // 409: the registry has not seen yet that the connection is broken.
    while (response.status === 409) response = await rest();
    expect(response.status).toBe(201);
    expect(await (await world.fetch(`rooms/blobs/${digestOf('layer')}`)).text()).toBe('layer');
  });

  it('gives an upload up', async () => {
    const location = await begin();
    await world.fetch(location, { method: 'PATCH', body: 'lay' });
    expect((await world.fetch(location, { method: 'DELETE' })).status).toBe(204);
    expect(await errorOf(await world.fetch(location))).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' });
    expect(uploads()).toEqual([]);
  });

  it('keeps an upload to its repository', async () => {
    await world.call('CreateRepository', { repositoryName: 'users' });
    const elsewhere = (await begin()).replace('/rooms/', '/users/');
    expect((await world.fetch(elsewhere, { method: 'PATCH', body: 'x' })).status).toBe(404);
  });

  it('mounts a blob of another repository, and asks to upload one that is not there', async () => {
    await world.call('CreateRepository', { repositoryName: 'users' });
    await world.pushBlob('layer');
    const mount = (digest: string) =>
      world.fetch(`users/blobs/uploads/?mount=${digest}&from=rooms`, { method: 'POST' });
    expect((await world.fetch(`users/blobs/${digestOf('layer')}`)).status).toBe(404);
    expect((await mount(digestOf('layer'))).status).toBe(201);
    expect(await (await world.fetch(`users/blobs/${digestOf('layer')}`)).text()).toBe('layer');
    expect((await mount(digestOf('nothing'))).status).toBe(202);
    expect(kept()).toHaveLength(1);
  });

  it.each([
    ['bytes=1-3', 206, 'aye', 'bytes 1-3/5'],
    ['bytes=3-', 206, 'er', 'bytes 3-4/5'],
    ['bytes=-2', 206, 'er', 'bytes 3-4/5'],
    ['bytes=3-99', 206, 'er', 'bytes 3-4/5'],
    ['bytes=0-1,3-4', 200, 'layer', null],
  ])('answers the range %s', async (range, status, text, contentRange) => {
    await world.pushBlob('layer');
    const response = await world.fetch(`rooms/blobs/${digestOf('layer')}`, { headers: { range } });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });

  it('refuses a range outside of the content', async () => {
    await world.pushBlob('layer');
    const response = await world.fetch(`rooms/blobs/${digestOf('layer')}`, { headers: { range: 'bytes=5-' } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */5']);
  });

  it('clears away at its start what a former life left, and keeps what is wanted', async () => {
    await world.pushBlob('layer');
    await world.fetch(await begin(), { method: 'PATCH', body: 'half' });
    await world.pushBlob('orphan');
    await world.call('DeleteRepository', { repositoryName: 'rooms', force: true });
    await world.call('CreateRepository', { repositoryName: 'rooms' });
    await world.pushBlob('layer');
    world.restart();
    await world.pushBlob('new');
    expect(uploads()).toEqual([]);
    expect(kept().sort()).toEqual([digestOf('layer'), digestOf('new')].map((each) => each.slice(7)).sort());
  });
});
