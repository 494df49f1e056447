import { text } from 'node:stream/consumers';
import { digestOf, manifestOf, RegistryWorld } from './testing/registry-world';

describe('images for those who run them', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  it('are found by digest and by tag, with the content of their repository', async () => {
    const digest = await world.pushImage('v1', 'layer');
    for (const reference of [`127.0.0.1:4566/rooms@${digest}`, 'localhost/rooms:v1', `a.b/rooms:v1@${digest}`]) {
      const image = await world.registry.images.resolve(reference);
      expect(image.digest).toBe(digest);
      expect(await text(await image.open(digest))).toBe(manifestOf('{}', 'layer'));
      expect(await text(await image.open(digestOf('layer')))).toBe('layer');
    }
  });

  it('are there after a restart', async () => {
    const digest = await world.pushImage('v1', 'layer');
    world.restart();
    const image = await world.registry.images.resolve('127.0.0.1:4566/rooms:v1');
    expect(await text(await image.open(digest))).toBe(manifestOf('{}', 'layer'));
  });

  it.each([
    `127.0.0.1:4566/rooms@${digestOf('x')}`,
    '127.0.0.1:4566/rooms:nope',
    '127.0.0.1:4566/rooms',
    '127.0.0.1:4566/nope:v1',
    '127.0.0.1:4566/../rooms:v1',
    'rooms',
  ])('are not found by %s', async (reference) => {
    await world.pushImage('v1', 'layer');
    await expect(world.registry.images.resolve(reference)).rejects.toThrow(`${reference}: not found`);
  });

  it('give no content of other repositories', async () => {
    await world.call('CreateRepository', { repositoryName: 'users' });
    await world.pushImage('v1', 'secret', {}, 'users');
    await world.pushImage('v1', 'layer');
    const image = await world.registry.images.resolve('127.0.0.1:4566/rooms:v1');
    await expect(image.open(digestOf('secret'))).rejects.toThrow('not found');
  });
});
