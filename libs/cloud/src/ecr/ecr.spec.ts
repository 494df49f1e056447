import { descriptor, digestOf, manifestOf, RegistryWorld } from '../registry/testing/registry-world';

interface Described {
  repositories: { repositoryName: string; repositoryUri: string }[];
  nextToken?: string;
}

describe('the API of ECR', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  const mutability = (imageTagMutability: string, ...filters: string[]) =>
    world.call('PutImageTagMutability', {
      repositoryName: 'rooms',
      imageTagMutability,
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
    });
  const rooms = (operation: string, input: object = {}) => world.call(operation, { repositoryName: 'rooms', ...input });

  describe('repositories', () => {
    it('are created and described with all that was asked for', async () => {
      const created = await world.call('CreateRepository', {
        repositoryName: 'chat/users',
        tags: [{ Key: 'team', Value: 'chat' }],
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'main*' }],
        imageScanningConfiguration: { scanOnPush: true },
      });
      const repository = {
        repositoryArn: 'arn:aws:ecr:us-east-1:123456789012:repository/chat/users',
        registryId: '123456789012',
        repositoryName: 'chat/users',
        repositoryUri: `${new URL(world.endpoint).host}/chat/users`,
        createdAt: new Date(world.clock.now()),
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'main*' }],
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'AES256' },
      };
      expect(created).toEqual({ repository });
      const described = await world.call('DescribeRepositories', { repositoryNames: ['chat/users'] });
      expect(described).toEqual({ repositories: [repository] });
    });

    it('are described page by page', async () => {
      for (const repositoryName of ['zebra', 'constructor']) await world.call('CreateRepository', { repositoryName });
      const first = await world.call<Described>('DescribeRepositories', { maxResults: 2 });
      const { nextToken } = first;
      const second = await world.call<Described>('DescribeRepositories', { maxResults: 2, nextToken });
      const names = [...first.repositories, ...second.repositories].map(({ repositoryName }) => repositoryName);
      expect(names).toEqual(['constructor', 'rooms', 'zebra']);
      expect(second.nextToken).toBeUndefined();
    });

    it('that are not there are not found, in the words of ECR', async () => {
      const missing = {
        code: 'RepositoryNotFoundException',
        message: "The repository with name 'nope' does not exist in the registry with id '123456789012'",
      };
      await expect(world.call('DescribeRepositories', { repositoryNames: ['nope'] })).rejects.toMatchObject(missing);
      await expect(world.call('DescribeImages', { repositoryName: 'nope' })).rejects.toMatchObject(missing);
      await expect(rooms('DescribeImages', { registryId: '210987654321' })).rejects.toMatchObject({
        code: 'RepositoryNotFoundException',
      });
    });

    it('are created once', async () => {
      await expect(rooms('CreateRepository')).rejects.toMatchObject({
        code: 'RepositoryAlreadyExistsException',
        message: "The repository with name 'rooms' already exists in the registry with id '123456789012'",
      });
    });

    it.each(['Rooms', 'a', '../etc', 'a//b', 'a/', '-a', 'a..b'])('are not named %s', async (repositoryName) => {
      await expect(world.call('CreateRepository', { repositoryName })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });

    it('are deleted when they are empty, or by force', async () => {
      await world.pushImage('v1', 'layer');
      await expect(rooms('DeleteRepository')).rejects.toMatchObject({ code: 'RepositoryNotEmptyException' });
      await rooms('DeleteRepository', { force: true });
      await expect(rooms('DescribeImages')).rejects.toMatchObject({ code: 'RepositoryNotFoundException' });
    });

    it('take filters with the settings that have exclusions alone', async () => {
      const refused = { code: 'InvalidParameterException' };
      await expect(mutability('IMMUTABLE', 'main*')).rejects.toMatchObject(refused);
      await expect(mutability('IMMUTABLE_WITH_EXCLUSION')).rejects.toMatchObject(refused);
      await expect(mutability('IMMUTABLE_WITH_EXCLUSION', '*a*b*')).rejects.toMatchObject(refused);
      await expect(mutability('SOMETIMES')).rejects.toMatchObject(refused);
      expect(await mutability('MUTABLE_WITH_EXCLUSION', 'v*')).toMatchObject({
        imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'v*' }],
      });
    });

    it('carry tags', async () => {
      const resourceArn = 'arn:aws:ecr:us-east-1:123456789012:repository/rooms';
      const add = (Key: string, Value: string) => world.call('TagResource', { resourceArn, tags: [{ Key, Value }] });
      await add('team', 'chat');
      await add('owner', 'ann');
      await add('team', 'video');
      await world.call('UntagResource', { resourceArn, tagKeys: ['owner'] });
      expect(await world.call('ListTagsForResource', { resourceArn })).toEqual({
        tags: [{ Key: 'team', Value: 'video' }],
      });
      await expect(add('aws:x', 'y')).rejects.toMatchObject({ code: 'InvalidTagParameterException' });
      await expect(
        world.call('ListTagsForResource', { resourceArn: resourceArn.replace('us-east-1', 'eu-west-1') }),
      ).rejects.toMatchObject({ code: 'RepositoryNotFoundException' });
    });
  });

  it('row "token": gives tokens for 12 hours whose password has no colon, and the address of the registry', async () => {
    const { authorizationData } = await world.call<{
      authorizationData: { authorizationToken: string; expiresAt: Date; proxyEndpoint: string }[];
    }>('GetAuthorizationToken', {});
    const [data] = authorizationData;
    expect(data?.proxyEndpoint).toBe(world.endpoint);
    expect(data?.expiresAt.getTime()).toBe(world.clock.now() + 12 * 3600 * 1000);
    expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:[^:]{40,}$/);
  });

  describe('images', () => {
    it('are described with tags, size, time and media types', async () => {
      await world.clock.advance(1000);
      const imageDigest = await world.pushImage('v1', 'layer');
      await world.putManifest('v2', manifestOf('{}', 'layer'));
      const detail = {
        registryId: '123456789012',
        repositoryName: 'rooms',
        imageDigest,
        imageTags: ['v1', 'v2'],
        imageSizeInBytes: 7,
        imagePushedAt: new Date(world.clock.now()),
        imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactMediaType: 'application/vnd.oci.image.config.v1+json',
      };
      expect(await rooms('DescribeImages')).toEqual({ imageDetails: [detail] });
      const imageIds = [{ imageTag: 'v1' }, { imageDigest }];
      expect(await rooms('DescribeImages', { imageIds })).toEqual({ imageDetails: [detail] });
    });

    it('that are not there are not found, in the words of ECR', async () => {
      await expect(rooms('DescribeImages', { imageIds: [{ imageTag: 'v1' }] })).rejects.toMatchObject({
        code: 'ImageNotFoundException',
        message:
          "The image with imageId {imageDigest:'null', imageTag:'v1'} does not exist within the repository with name 'rooms' " +
          "in the registry with id '123456789012'",
      });
    });

    it('are filtered by whether they have tags, and given page by page', async () => {
      const tagged = await world.pushImage('v1', 'one');
      const untagged = await world.pushImage(digestOf(manifestOf('{}', 'two')), 'two');
      const filter = (tagStatus: string) => rooms('ListImages', { filter: { tagStatus } });
      expect(await filter('TAGGED')).toEqual({ imageIds: [{ imageDigest: tagged, imageTag: 'v1' }] });
      expect(await filter('UNTAGGED')).toEqual({ imageIds: [{ imageDigest: untagged }] });
      expect(await rooms('DescribeImages', { filter: { tagStatus: 'UNTAGGED' } })).toMatchObject({
        imageDetails: [{ imageDigest: untagged }],
      });
      const first = (await rooms('ListImages', { maxResults: 1 })) as { imageIds: object[]; nextToken: string };
      const second = (await rooms('ListImages', { nextToken: first.nextToken })) as { imageIds: object[] };
      expect([...first.imageIds, ...second.imageIds]).toHaveLength(2);
    });

    it('are got with their manifests; what is not there is a failure', async () => {
      const imageDigest = await world.pushImage('v1', 'layer');
      const imageIds = [
        { imageTag: 'v1' },
        { imageTag: 'nope' },
        { imageDigest, imageTag: 'v2' },
        {},
        { imageDigest: 'x' },
      ];
      const got = (await rooms('BatchGetImage', { imageIds })) as { images: object[]; failures: object[] };
      expect(got.images).toEqual([
        {
          registryId: '123456789012',
          repositoryName: 'rooms',
          imageId: { imageDigest, imageTag: 'v1' },
          imageManifest: manifestOf('{}', 'layer'),
          imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        },
      ]);
      expect(got.failures).toMatchObject([
        { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
        { failureCode: 'ImageTagDoesNotMatchDigest' },
        { failureCode: 'MissingDigestAndTag' },
        { failureCode: 'InvalidImageDigest' },
      ]);
    });

    it('are deleted: by tag the tag, and the image with its last one; by digest all', async () => {
      const imageDigest = await world.pushImage('v1', 'layer');
      await world.putManifest('v2', manifestOf('{}', 'layer'));
      const remove = (id: object) => rooms('BatchDeleteImage', { imageIds: [id] });
      expect(await remove({ imageTag: 'v1' })).toEqual({ imageIds: [{ imageDigest, imageTag: 'v1' }], failures: [] });
      expect(await rooms('DescribeImages')).toMatchObject({ imageDetails: [{ imageTags: ['v2'] }] });
      await remove({ imageTag: 'v2' });
      expect(await rooms('DescribeImages')).toEqual({ imageDetails: [] });
      expect(await remove({ imageDigest })).toMatchObject({ failures: [{ failureCode: 'ImageNotFound' }] });
    });

    it('stay while an index names them', async () => {
      const image = manifestOf('{}', 'layer');
      const imageDigest = await world.pushImage('v1', 'layer');
      const mediaType = 'application/vnd.oci.image.index.v1+json';
      const manifests = [descriptor(image, 'application/vnd.oci.image.manifest.v1+json')];
      await world.putManifest('all', JSON.stringify({ schemaVersion: 2, mediaType, manifests }), mediaType);
      expect(await rooms('BatchDeleteImage', { imageIds: [{ imageDigest }] })).toMatchObject({
        imageIds: [],
        failures: [{ failureCode: 'ImageReferencedByManifestList' }],
      });
    });

    it('are put by the API: a tag to an image that is there', async () => {
      const imageDigest = await world.pushImage('v1', 'layer');
      const imageManifest = manifestOf('{}', 'layer');
      expect(await rooms('PutImage', { imageManifest, imageTag: 'live' })).toMatchObject({
        image: { imageId: { imageDigest, imageTag: 'live' }, imageManifest },
      });
      await expect(rooms('PutImage', { imageManifest, imageTag: 'live' })).rejects.toMatchObject({
        code: 'ImageAlreadyExistsException',
        message:
          `Image with digest '${imageDigest}' and tag 'live' already exists in the repository with name 'rooms' ` +
          "in registry with id '123456789012'",
      });
    });

    it('are refused by the API by its own names for the reasons', async () => {
      await mutability('IMMUTABLE');
      await world.pushImage('v1', 'one');
      await world.pushImage('v2', 'two');
      const put = (layer: string, more: object) =>
        rooms('PutImage', { imageManifest: manifestOf('{}', layer), ...more });
      await expect(put('two', { imageTag: 'v1' })).rejects.toMatchObject({ code: 'ImageTagAlreadyExistsException' });
      await expect(put('three', {})).rejects.toMatchObject({ code: 'LayersNotFoundException' });
      await expect(put('two', { imageTag: 'v3', imageDigest: digestOf('x') })).rejects.toMatchObject({
        code: 'ImageDigestDoesNotMatchException',
      });
      await expect(rooms('PutImage', { imageManifest: '{' })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    });

    it('have layers that are available or not', async () => {
      await world.pushBlob('layer');
      const layerDigests = [digestOf('layer'), digestOf('nope'), 'sha256:x'];
      expect(await rooms('BatchCheckLayerAvailability', { layerDigests })).toMatchObject({
        layers: [
          { layerDigest: digestOf('layer'), layerAvailability: 'AVAILABLE', layerSize: 5 },
          { layerDigest: digestOf('nope'), layerAvailability: 'UNAVAILABLE' },
        ],
        failures: [{ layerDigest: 'sha256:x', failureCode: 'InvalidLayerDigest' }],
      });
    });
  });
});
