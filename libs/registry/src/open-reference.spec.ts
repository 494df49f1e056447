import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRepository } from './distribution/open-repository';
import { mediaTypes } from './media-types';
import { openReference } from './open-reference';
import { RegistryServer } from './testing/registry-server';
import { type GateOptions, TokenGate } from './testing/token-gate';

describe('an image that is read by its name', () => {
  let registry: RegistryServer;
  let gate: TokenGate;
  let folder: string;
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, layers: [] }));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-docker-config-'));
    registry = await RegistryServer.start();
    await openRepository({ host: registry.host, name: 'node' }).putManifest(manifest, mediaTypes.manifest, '20');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([registry.stop(), gate.stop()]);
  });

  const start = async (options: Partial<GateOptions> = {}) =>
    void (gate = await TokenGate.start({ registry: registry.host, scheme: 'bearer', ...options }));
  const configure = (config: object) => writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const open = (path = process.env['PATH']) =>
    openReference({ host: gate.host, repository: 'node' }, { PATH: path, DOCKER_CONFIG: folder });
  const read = async () => (await (await open()).manifest('20'))?.bytes;
  const auth = Buffer.from('ann:secret').toString('base64');
  const refused = expect.objectContaining({ code: 'LS2202' });

  test('nobody in particular gets a token, once for all requests', async () => {
    await start();
    const node = await open();
    expect((await node.manifest('20'))?.bytes).toEqual(manifest);
    expect(await node.manifest('21')).toBeUndefined();
    expect(gate.tokenRequests).toEqual(['GET /token?service=gate&scope=repository%3Anode%3Apull']);
  });

  test('a token that is no longer good is replaced by another', async () => {
    await start();
    const node = await open();
    await node.manifest('20');
    gate.forget();
    expect((await node.manifest('20'))?.bytes).toEqual(manifest);
    expect(gate.tokenRequests).toHaveLength(2);
  });

  test.each(['bearer', 'basic'] as const)('%s: what docker login left is used', async (scheme) => {
    await start({ scheme, user: 'ann:secret' });
    await expect(read()).rejects.toEqual(refused);
    configure({ auths: { [gate.host]: { auth } } });
    expect(await read()).toEqual(manifest);
    configure({ auths: { [gate.host]: { auth: Buffer.from('ann:other').toString('base64') } } });
    await expect(read()).rejects.toEqual(refused);
  });

  test('a token that stands for a login is exchanged', async () => {
    await start({ identityToken: 'identity' });
    configure({ auths: { [gate.host]: { identitytoken: 'identity' } } });
    expect(await read()).toEqual(manifest);
    expect(gate.tokenRequests).toEqual(['POST /token']);
  });

  describe('with a program that keeps the login', () => {
    const program = (script: string) =>
      writeFileSync(join(folder, 'docker-credential-safe'), `#!/bin/sh\nread -r server\n${script}\n`, { mode: 0o755 });
    const readWithProgram = async () => (await (await open(`${folder}:/usr/bin:/bin`)).manifest('20'))?.bytes;

    beforeEach(async () => {
      await start({ user: 'ann:secret' });
      configure({ credHelpers: { [gate.host]: 'safe' } });
    });

    test('it is asked for the registry at hand', async () => {
      program(`[ "$server" = ${gate.host} ] && echo '{"Username":"ann","Secret":"secret"}'`);
      expect(await readWithProgram()).toEqual(manifest);
    });

    test('a failure of it is told', async () => {
      program('echo "the safe is locked"; exit 1');
      await expect(readWithProgram()).rejects.toMatchObject({ code: 'LS2202', why: 'the safe is locked' });
    });

    test('its absence is told', async () => {
      await expect(readWithProgram()).rejects.toMatchObject({ code: 'LS2202', why: expect.stringMatching(/ENOENT/) });
    });
  });
});
