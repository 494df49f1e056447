import { emptyState, findRepository } from '../state';
import { descriptor, digestOf, errorOf, manifestOf, RegistryWorld } from '../testing/registry-world';

const ociIndex = 'application/vnd.oci.image.index.v1+json';

describe('manifests of the registry', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  const headDigest = async (reference: string): Promise<string | null> =>
    (await world.fetch(`rooms/manifests/${reference}`, { method: 'HEAD' })).headers.get('docker-content-digest');

  it('gives one back byte by byte, by tag and by digest', async () => {
    const manifest = `${manifestOf('{}', 'layer')}\n`;
    await world.pushBlob('{}');
    await world.pushBlob('layer');
    const put = await world.putManifest('v1', manifest);
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, digestOf(manifest)]);
    for (const reference of ['v1', digestOf(manifest)]) {
      const get = await world.fetch(`rooms/manifests/${reference}`);
      expect(get.headers.get('content-type')).toBe('application/vnd.oci.image.manifest.v1+json');
      expect(await get.text()).toBe(manifest);
      const head = await world.fetch(`rooms/manifests/${reference}`, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(manifest.length));
    }
  });

  it('moves a tag; what it left stays under its digest', async () => {
    const first = await world.pushImage('main', 'one');
    const second = await world.pushImage('main', 'two');
    expect([await headDigest('main'), await headDigest(first)]).toEqual([second, first]);
  });

  it('refuses a manifest whose blobs are not there', async () => {
    await world.pushBlob('{}');
    const error = await errorOf(await world.putManifest('v1', manifestOf('{}', 'layer')));
    expect(error).toEqual({
      status: 400,
      code: 'MANIFEST_BLOB_UNKNOWN',
      message:
        `Layers with digests '[${digestOf('layer')}]' required for pushing image into repository with name 'rooms' ` +
        `in the registry with id '123456789012' do not exist`,
    });
    expect((await world.fetch('rooms/manifests/v1')).status).toBe(404);
  });

  it('refuses an index whose manifests are not there, and takes it once they are', async () => {
    const image = manifestOf('{}', 'layer');
    const entry = { ...descriptor(image, 'application/vnd.oci.image.manifest.v1+json') };
    const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: [entry] });
    expect(await errorOf(await world.putManifest('v1', index, ociIndex))).toMatchObject({
      code: 'MANIFEST_BLOB_UNKNOWN',
    });
    await world.pushImage(digestOf(image), 'layer');
    expect((await world.putManifest('v1', index, ociIndex)).status).toBe(201);
    const refused = await world.fetch(`rooms/manifests/${digestOf(image)}`, { method: 'DELETE' });
    expect(await errorOf(refused)).toMatchObject({ status: 403, code: 'DENIED' });
  });

  it.each([
    ['other bytes than its digest', digestOf('x'), manifestOf('{}', 'layer'), 400, 'DIGEST_INVALID'],
    ['text', 'v1', 'layer', 400, 'MANIFEST_INVALID'],
    ['no object', 'v1', 'null', 400, 'MANIFEST_INVALID'],
    ['schema version 1', 'v1', '{"schemaVersion":1}', 400, 'MANIFEST_INVALID'],
    ['no layers', 'v1', manifestOf('{}', 'layer', { layers: undefined }), 400, 'MANIFEST_INVALID'],
    ['another media type', 'v1', manifestOf('{}', 'layer', { mediaType: ociIndex }), 400, 'MANIFEST_INVALID'],
    [
      'a digest that is a path',
      'v1',
      manifestOf('{}', 'x', { layers: [{ ...descriptor('x'), digest: '../x' }] }),
      400,
      'MANIFEST_INVALID',
    ],
    ['a tag that is none', '.v1', manifestOf('{}', 'layer'), 400, 'MANIFEST_INVALID'],
    ['more than 4 MiB', 'v1', ' '.repeat(4 * 1024 * 1024 + 1), 413, 'SIZE_INVALID'],
  ])('refuses %s', async (_what, reference, body, status, code) => {
    await world.pushBlob('{}');
    await world.pushBlob('layer');
    expect(await errorOf(await world.putManifest(reference, body))).toMatchObject({ status, code });
  });

  it('keeps an immutable tag where it is, and refuses it its own digest too', async () => {
    await world.call('PutImageTagMutability', { repositoryName: 'rooms', imageTagMutability: 'IMMUTABLE' });
    const digest = await world.pushImage('v1', 'layer');
    expect(await errorOf(await world.putManifest('v1', manifestOf('{}', 'layer')))).toEqual({
      status: 400,
      code: 'TAG_INVALID',
      message:
        "The image tag 'v1' already exists in the 'rooms' repository and cannot be overwritten because the tag is immutable.",
    });
    expect((await world.putManifest(digest, manifestOf('{}', 'layer'))).status).toBe(201);
  });

  it('lets tags move that are excluded from being immutable', async () => {
    await world.call('PutImageTagMutability', {
      repositoryName: 'rooms',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'main*' }],
    });
    await world.pushImage('main-1', 'one');
    const second = await world.pushImage('main-1', 'two');
    expect(await headDigest('main-1')).toBe(second);
    await world.pushImage('v1', 'one');
    await expect(world.pushImage('v1', 'two')).rejects.toThrow('400');
  });

  it('deletes a tag alone, and a manifest with its tags and the blobs of its own', async () => {
    const first = await world.pushImage('v1', 'one');
    const second = await world.pushImage('v2', 'two');
    expect((await world.fetch('rooms/manifests/v1', { method: 'DELETE' })).status).toBe(202);
    expect([await headDigest('v1'), await headDigest(first)]).toEqual([null, first]);
    expect((await world.fetch(`rooms/manifests/${second}`, { method: 'DELETE' })).status).toBe(202);
    expect(await headDigest('v2')).toBeNull();
    expect((await world.fetch(`rooms/blobs/${digestOf('two')}`)).status).toBe(404);
    expect((await world.fetch(`rooms/blobs/${digestOf('{}')}`)).status).toBe(200);
  });

  it('lists tags page by page', async () => {
    for (const tag of ['c', 'a', 'B', 'constructor']) await world.pushImage(tag, 'layer');
    const first = await world.fetch('rooms/tags/list?n=3');
    expect(await first.json()).toEqual({ name: 'rooms', tags: ['B', 'a', 'c'] });
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await world.fetch(next);
    expect(await second.json()).toEqual({ name: 'rooms', tags: ['constructor'] });
    expect(second.headers.get('link')).toBeNull();
    expect((await world.fetch('rooms/tags/list?n=-1')).status).toBe(400);
  });

  it('lists what refers to a manifest, by the type of artifact', async () => {
    const subject = { ...descriptor('x'), digest: await world.pushImage('v1', 'layer') };
    const annotations = { made: 'today' };
    const evidence = manifestOf('{}', 'evidence', { subject, artifactType: 'application/x-evidence', annotations });
    await world.pushBlob('evidence');
    const put = await world.putManifest(digestOf(evidence), evidence);
    expect(put.headers.get('oci-subject')).toBe(subject.digest);
    const other = manifestOf('{}', 'layer', { subject });
    await world.putManifest(digestOf(other), other);

    const all = await world.fetch(`rooms/referrers/${subject.digest}`);
    expect(all.headers.get('content-type')).toBe(ociIndex);
    expect(((await all.json()) as { manifests: unknown[] }).manifests).toHaveLength(2);
    const filtered = await world.fetch(`rooms/referrers/${subject.digest}?artifactType=application/x-evidence`);
    expect(filtered.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(await filtered.json()).toMatchObject({
      manifests: [{ digest: digestOf(evidence), artifactType: 'application/x-evidence', annotations }],
    });
    expect(await (await world.fetch(`rooms/referrers/${digestOf('x')}`)).json()).toMatchObject({ manifests: [] });
  });

  it('has written a push to disk before it answers', async () => {
    const written: string[][] = [];
    world.store.flush = async () => {
      await Promise.resolve();
      const rooms = findRepository(world.store.slice('ecr', emptyState), 'rooms');
      written.push(Object.keys(rooms?.manifests ?? {}));
    };
    const digest = await world.pushImage('v1', 'layer');
    expect(written).toEqual([[], [], [digest]]);
  });
});
