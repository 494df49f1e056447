import { openRepository } from '@longshore/registry';
import { RegistryServer } from '@longshore/registry/src/testing/registry-server';
import { buildImage } from '../build/build-image';
import { mediaTypes } from '../oci';
import { FixtureWorkspace } from '../testing/workspace';
import { dockerfileBuilder } from './dockerfile-builder';
import { pinImages } from './pinned-images';

describe('what a Dockerfile builds on', () => {
  const first = new FixtureWorkspace();
  let workspace: FixtureWorkspace;
  let registry: RegistryServer;
  const { DOCKER_HOST: host } = process.env;

  beforeAll(async () => void (await buildImage(first.hello)));
  afterAll(() => first.remove());
  beforeEach(async () => {
    // Nothing listens there: what registries do not give is nowhere.
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(first);
    registry = await RegistryServer.start();
  });
  afterEach(async () => {
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    workspace.remove();
    await registry.stop();
  });

  const put = (content: string) => {
    const manifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, layers: [], annotations: { content } };
    const repository = openRepository({ host: registry.host, name: 'node' });
    return repository.putManifest(Buffer.from(JSON.stringify(manifest)), mediaTypes.manifest, '20');
  };
  const dockerfile = (...lines: string[]) => workspace.write('apps/hello/Dockerfile', lines.join('\n'));
  const keyNow = async (): Promise<string> => {
    const build = jest.fn().mockRejectedValue(new Error('not built'));
    await expect(
      buildImage(workspace.hello, undefined, { builder: { ...dockerfileBuilder(), build } }),
    ).rejects.toThrow();
    return (build.mock.calls as [object, string][])[0]?.[1] ?? '';
  };

  it('is part of the input key: a tag that moved gives another, until then it stays', async () => {
    dockerfile(`FROM ${registry.host}/node:20`);
    await put('one');
    const key = await keyNow();
    expect(await keyNow()).toBe(key);
    await put('two');
    expect(await keyNow()).not.toBe(key);
  });

  it('is what the engine gets to build on: by digest, under its name', async () => {
    const digest = await put('one');
    dockerfile('ARG V=20', `FROM ${registry.host}/node:$V AS native`, 'FROM native', 'USER node');
    const { text } = await pinImages(workspace.hello);
    expect(text).toBe(`ARG V=20\nFROM ${registry.host}/node:20@${digest} AS native\nFROM native\nUSER node`);
  });

  it('is not asked for where it is pinned already', async () => {
    const digest = await put('one');
    registry.requests.length = 0;
    const line = `FROM ${registry.host}/node:20@${digest}`;
    dockerfile(line);
    expect((await pinImages(workspace.hello)).text).toBe(line);
    expect(registry.requests).toEqual([]);
  });

  it.each([
    ['a tag that is not there', undefined, 'has no node:20'],
    ['a registry that wants to know who asks', { status: 401 }, 'HTTP 401'],
  ])('is %s: a coded error', async (_, failure, why) => {
    if (failure) registry.fail(/manifests/, failure, 9);
    dockerfile(`FROM ${registry.host}/node:20`);
    await expect(pinImages(workspace.hello)).rejects.toMatchObject({
      code: 'LS2015',
      what: `the Dockerfile of hello cannot be built: FROM ${registry.host}/node:20`,
      why: expect.stringContaining(why),
      fix: expect.stringContaining(`docker login ${registry.host}`),
    });
  });
});
