import { request } from 'node:http';
import { digestOf, errorOf, RegistryWorld } from '../testing/registry-world';

describe('the way into the registry', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  const ping = (authorization: string) => world.fetch('', { headers: { authorization } });
  const token = () => world.authorization.replace('Basic ', '');
  const password = () => Buffer.from(token(), 'base64').toString().replace('AWS:', '');

  it('lets in who has a token, as Basic and as Bearer', async () => {
    for (const authorization of [`Basic ${token()}`, `Bearer ${token()}`, `Bearer ${password()}`]) {
      const response = await ping(authorization);
      expect([response.status, await response.json()]).toEqual([200, {}]);
      expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
    }
  });

  it.each(['', 'Basic QVdTOndyb25n', 'Bearer wrong', 'Digest x'])('asks for one in place of "%s"', async (header) => {
    const response = await ping(header);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="http:\/\/127\.0\.0\.1:\d+\/",service=/);
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });

  it('row "expired token": denies it after 12 hours', async () => {
    await world.clock.advance(12 * 3600 * 1000 - 1);
    expect((await ping(world.authorization)).status).toBe(200);
    await world.clock.advance(1);
    expect(await errorOf(await ping(world.authorization))).toEqual({
      status: 403,
      code: 'DENIED',
      message: 'Your authorization token has expired. Reauthenticate and try again.',
    });
    await world.logIn();
    expect((await ping(world.authorization)).status).toBe(200);
  });

  it('knows no repository that ECR has not made', async () => {
    const expected = {
      status: 404,
      code: 'NAME_UNKNOWN',
      message: "The repository with name 'nope' does not exist in the registry with id '123456789012'",
    };
    expect(await errorOf(await world.pushBlob('x', 'nope'))).toEqual(expected);
    expect(await errorOf(await world.fetch('nope/tags/list'))).toEqual(expected);
    expect((await world.fetch('constructor/tags/list')).status).toBe(404);
  });

  it('serves repositories whose names have paths, and looks like paths of the protocol', async () => {
    for (const repositoryName of ['team/chat/rooms', 'a/blobs/uploads']) {
      await world.call('CreateRepository', { repositoryName });
      expect((await world.pushBlob('layer', repositoryName)).status).toBe(201);
      expect((await world.fetch(`${repositoryName}/blobs/${digestOf('layer')}`)).status).toBe(200);
    }
  });

  it.each([
    '/v2/../../etc/blobs/sha256:0',
    '/v2/rooms/blobs/..%2f..%2fecr.json',
    `/v2/rooms/blobs/sha256:${'0'.repeat(63)}/`,
    '/v2/rooms/manifests/..%2fx',
    '/v2/rooms/blobs/uploads/..%2fx',
    '/v2/%2e%2e/blobs/sha256:0',
    '/v2/rooms%00/tags/list',
    '/v2/%zz/tags/list',
    '/v2/_catalog',
  ])('finds no way out of its folder by %s', async (path) => {
    // Not fetch: it resolves dots before it sends them.
    const status = await new Promise((resolve, reject) => {
      const { authorization } = world;
      request(`${world.endpoint}`, { path, headers: { authorization } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect([400, 404]).toContain(status);
  });

  it('refuses methods that a path does not take', async () => {
    const response = await world.fetch(`rooms/blobs/${digestOf('x')}`, { method: 'DELETE' });
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'UNSUPPORTED' });
  });
});
