import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Digest } from '@longshore/model';
import { digestOf } from '../digest';
import { mediaTypes } from '../media-types';
import { type BlobSource, type Repository } from '../repository';
import { type RegistryBehaviour, RegistryServer } from '../testing/registry-server';
import { openRepository } from './open-repository';

describe('a repository of a registry', () => {
  let registry: RegistryServer;
  let rooms: Repository;

  const start = async (behaviour: Partial<RegistryBehaviour> = {}) => {
    registry = await RegistryServer.start(behaviour);
    rooms = open('rooms');
  };
  const open = (name: string) => openRepository({ host: registry.host, name, retry: { attempts: 3, firstWaitMs: 1 } });

  beforeEach(() => start());
  afterEach(() => registry.stop());

  const blob = (content: string): BlobSource => ({
    mediaType: 'application/octet-stream',
    digest: digestOf(Buffer.from(content)),
    size: content.length,
    open: () => Readable.from([Buffer.from(content)]),
  });
  const layer = blob('layer');
  const manifestOf = (...layers: BlobSource[]): Buffer => {
    const [config, ...rest] = layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: rest }));
  };

  describe('takes blobs', () => {
    it('in one piece, and only where they are missing', async () => {
      expect(await rooms.hasBlob(layer.digest)).toBe(false);
      expect(await rooms.putBlob(layer)).toBe(layer.size);
      expect(await rooms.hasBlob(layer.digest)).toBe(true);
      expect(await rooms.putBlob(layer)).toBe(0);
      expect(registry.writes.map((line) => line.split(' ')[0])).toEqual(['POST', 'PUT']);
    });

    it('from another repository of the registry, without sending them', async () => {
      await open('users').putBlob(layer);
      expect(await rooms.putBlob(layer, { mountFrom: 'users' })).toBe(0);
      expect(await rooms.hasBlob(layer.digest)).toBe(true);
    });

    it('by an upload where the other repository does not have them', async () => {
      expect(await rooms.putBlob(layer, { mountFrom: 'users' })).toBe(layer.size);
    });

    it.each([
      ['the connection breaks', 'reset' as const],
      ['the registry is busy', { status: 503 }],
      ['the registry asks to come back', { status: 429, headers: { 'retry-after': '0' } }],
    ])('with a new session where %s', async (_, failure) => {
      registry.fail(/^PUT .*uploads/, failure);
      await rooms.putBlob(layer);
      expect(registry.blobs.get(`rooms@${layer.digest}`)?.toString()).toBe('layer');
      expect(registry.requests.filter((line) => line.startsWith('POST'))).toHaveLength(2);
    });

    it('and does not send again what arrived though its answer was lost', async () => {
      registry.fail(/^PUT .*uploads/, 'lost');
      expect(await rooms.putBlob(layer)).toBe(0);
      expect(registry.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    });

    it('also where the registry has only a part of them', async () => {
      registry.blobs.set(`rooms@${layer.digest}`, Buffer.from('lay'));
      expect(await rooms.putBlob(layer)).toBe(layer.size);
      expect(registry.blobs.get(`rooms@${layer.digest}`)?.toString()).toBe('layer');
    });

    it('again where it is told that the registry is wrong about having them', async () => {
      await rooms.putBlob(layer);
      expect(await rooms.putBlob(layer, { evenIfThere: true })).toBe(layer.size);
    });

    it('but not where the registry stored something else', async () => {
      registry.fail(/^PUT/, { status: 201, headers: { 'docker-content-digest': digestOf(Buffer.from('other')) } });
      await expect(rooms.putBlob(layer)).rejects.toMatchObject({ code: 'LS2203' });
    });

    it('until it has tried often enough', async () => {
      registry.fail(/^POST/, { status: 500 }, 9);
      await expect(rooms.putBlob(layer)).rejects.toMatchObject({ code: 'LS2202', why: 'HTTP 500' });
      expect(registry.requests.filter((line) => line.startsWith('POST'))).toHaveLength(3);
    });

    it('until it has tried often enough, where every connection breaks', async () => {
      registry.fail(/^PUT/, 'reset', 9);
      await expect(rooms.putBlob(layer)).rejects.toMatchObject({
        code: 'LS2201',
        what: `the registry ${registry.host} cannot be reached`,
      });
      expect(registry.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
    });

    it('but not what does not hash to its digest', async () => {
      const wrong = { ...layer, digest: digestOf(Buffer.from('other')) };
      await expect(rooms.putBlob(wrong)).rejects.toMatchObject({
        code: 'LS2202',
        why: 'HTTP 400: DIGEST_INVALID: digest invalid',
      });
    });
  });

  describe('gives blobs', () => {
    it('as they were put', async () => {
      await rooms.putBlob(layer);
      expect(await text(await rooms.blob(layer.digest))).toBe('layer');
    });

    it('and fails at their end where they are not what was asked for', async () => {
      registry.blobs.set(`rooms@${layer.digest}`, Buffer.from('other'));
      await expect(text(await rooms.blob(layer.digest))).rejects.toMatchObject({ code: 'LS2203' });
    });

    it('and says so where the connection breaks before their end', async () => {
      await rooms.putBlob(layer);
      registry.fail(/^GET .*blobs/, 'torn');
      await expect(text(await rooms.blob(layer.digest))).rejects.toMatchObject({ code: 'LS2201' });
    });

    it('from where the registry sends its clients, without telling that place who asks', async () => {
      const store = await RegistryServer.start();
      try {
        store.blobs.set(`elsewhere@${layer.digest}`, Buffer.from('layer'));
        const location = `http://${store.host}/v2/elsewhere/blobs/${layer.digest}`;
        registry.fail(/^GET/, { status: 307, headers: { location } });
        const credentials = { authorization: () => Promise.resolve('Basic secret') };
        const mine = openRepository({ host: registry.host, name: 'rooms', credentials });
        expect(await text(await mine.blob(layer.digest))).toBe('layer');
        expect([registry.authorizations, store.authorizations]).toEqual([['Basic secret'], [undefined]]);
      } finally {
        await store.stop();
      }
    });
  });

  describe('takes manifests', () => {
    beforeEach(() => rooms.putBlob(layer));

    it('under a digest or a tag, and gives them with the digest of their bytes', async () => {
      const bytes = manifestOf(layer);
      expect(await rooms.putManifest(bytes, mediaTypes.manifest, 'abc')).toBe(digestOf(bytes));
      for (const reference of ['abc', digestOf(bytes)]) {
        expect(await rooms.manifest(reference)).toEqual({
          bytes,
          digest: digestOf(bytes),
          manifest: JSON.parse(bytes.toString()) as unknown,
        });
      }
      expect(await rooms.manifest('other')).toBeUndefined();
    });

    it('again under a tag that may not move, without a request that changes anything', async () => {
      registry.behaviour.immutableTags = true;
      await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      registry.requests.length = 0;
      await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      expect(registry.writes).toEqual([]);
    });

    it('but no other one under a tag that may not move', async () => {
      registry.behaviour.immutableTags = true;
      await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      await expect(rooms.putManifest(manifestOf(layer, layer), mediaTypes.manifest, 'abc')).rejects.toMatchObject({
        code: 'LS2204',
        why: expect.stringContaining(digestOf(manifestOf(layer))),
      });
    });

    it('under a tag that may not move, where another put the same one there meanwhile', async () => {
      registry.behaviour.immutableTags = true;
      await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      registry.fail(/^GET .*manifests\/abc/, { status: 404 });
      expect(await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc')).toBe(digestOf(manifestOf(layer)));
    });

    it('and reads one again whose transfer broke', async () => {
      await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      registry.fail(/^GET .*manifests\/abc/, 'torn');
      expect((await rooms.manifest('abc'))?.digest).toBe(digestOf(manifestOf(layer)));
    });

    it('and says what a tag stands for, also where it has no word for it', async () => {
      const digest = await rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc');
      registry.requests.length = 0;
      expect(await rooms.resolve('abc')).toBe(digest);
      const headers = { 'docker-content-digest': digestOf(Buffer.from('other')) };
      registry.fail(/^HEAD/, { status: 200, headers });
      expect(await rooms.resolve('abc')).toBe(headers['docker-content-digest']);
      expect(await rooms.resolve('other')).toBeUndefined();
      expect(registry.requests).toEqual([
        'HEAD /v2/rooms/manifests/abc',
        'GET /v2/rooms/manifests/abc',
        'HEAD /v2/rooms/manifests/abc',
        'HEAD /v2/rooms/manifests/other',
      ]);
    });

    it('but not what is no manifest', async () => {
      registry.manifests.set('rooms:abc', { bytes: Buffer.from('<html>'), mediaType: mediaTypes.manifest });
      await expect(rooms.manifest('abc')).rejects.toMatchObject({ code: 'LS2203' });
    });

    it('but not where the registry stored something else', async () => {
      registry.fail(/^PUT/, 'lie');
      await expect(rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc')).rejects.toMatchObject({
        code: 'LS2203',
      });
    });

    it.each(['feature/rooms', '.hidden', '-x', 'a b', '', 'x'.repeat(129)])(
      'but asks nothing of the registry where the tag is %j, which none takes',
      async (tag) => {
        registry.requests.length = 0;
        await expect(rooms.putManifest(manifestOf(layer), mediaTypes.manifest, tag)).rejects.toMatchObject({
          code: 'LS2206',
          fix: 'choose another tag',
        });
        expect(registry.requests).toEqual([]);
      },
    );

    it('but not where the registry takes no such tag, for reasons of its own', async () => {
      registry.fail(/^PUT/, { status: 400, body: '{"errors":[{"code":"TAG_INVALID","message":"only releases"}]}' });
      await expect(rooms.putManifest(manifestOf(layer), mediaTypes.manifest, 'abc')).rejects.toMatchObject({
        code: 'LS2202',
        why: 'HTTP 400: TAG_INVALID: only releases',
      });
    });

    it('and refuses one that came under another digest than asked for', async () => {
      const digest: Digest = `sha256:${'0'.repeat(64)}`;
      registry.manifests.set(`rooms@${digest}`, { bytes: Buffer.from('{}'), mediaType: mediaTypes.manifest });
      await expect(rooms.manifest(digest)).rejects.toMatchObject({ code: 'LS2203' });
    });
  });

  describe('says what is wrong', () => {
    it('where nobody answers', async () => {
      const { host } = registry;
      await registry.stop();
      await expect(openRepository({ host, name: 'rooms' }).hasBlob(layer.digest)).rejects.toMatchObject({
        code: 'LS2201',
        what: `the registry ${host} cannot be reached`,
        fix: 'npx longshore up',
      });
    });

    it('where the caller lacks a right', async () => {
      registry.fail(/^POST/, { status: 403, body: '{"errors":[{"code":"DENIED","message":"not yours"}]}' });
      await expect(rooms.putBlob(layer)).rejects.toMatchObject({
        code: 'LS2202',
        what: `the registry ${registry.host} refused to take an upload`,
        why: 'HTTP 403: DENIED: not yours\nthe caller needs the right to take an upload',
        fix: `docker login ${registry.host}`,
      });
    });

    it('where it wants to know who asks', async () => {
      registry.behaviour.authorization = 'Basic secret';
      await expect(rooms.manifest('abc')).rejects.toMatchObject({
        code: 'LS2202',
        why: expect.stringContaining('the caller needs the right to read manifest abc'),
        fix: `docker login ${registry.host}`,
      });
    });

    it('where the caller changed its mind', async () => {
      const signal = AbortSignal.abort(new Error('no more'));
      await expect(rooms.putBlob(layer, { signal })).rejects.toThrow('no more');
    });
  });

  describe('asks for a new login', () => {
    const logins = () => {
      const given = ['Basic old', 'Basic new'];
      return { authorization: ({ refused }: { refused?: string } = {}) => Promise.resolve(given[refused ? 1 : 0]) };
    };
    const expired = {
      status: 403,
      body: '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}',
    };
    const mine = () => openRepository({ host: registry.host, name: 'rooms', credentials: logins() });

    it('where the registry no longer knows the old one', async () => {
      registry.behaviour.authorization = 'Basic new';
      expect(await mine().putBlob(layer)).toBe(layer.size);
    });

    it.each([/^HEAD/, /^POST/, /^PUT/])('where ECR says that the token has expired, at %s', async (request) => {
      registry.fail(request, expired);
      expect(await mine().putBlob(layer)).toBe(layer.size);
      expect(registry.authorizations).toContain('Basic new');
    });

    it('once, and then says that the caller lacks a right', async () => {
      registry.fail(/^HEAD/, { status: 403 }, 9);
      await expect(mine().putBlob(layer)).rejects.toMatchObject({
        code: 'LS2202',
        why: expect.stringMatching(/^HTTP 403\nthe caller needs the right to /),
      });
      expect(registry.authorizations).toEqual(['Basic old', 'Basic new']);
    });
  });
});
