import { generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DistributionServer, distributionTestsRun } from '@longshore/registry/src/testing/distribution-server';
import { engineTestsRun } from '@longshore/runtime/src/testing';
import { buildImage } from '../build/build-image';
import { blobFile, readBuiltImage } from '../build/layout';
import { type BuiltImage } from '../image';
import { checkPackages } from '../packages/check-packages';
import { BaseRegistry } from '../testing/base-registry';
import { readLayer } from '../testing/tar';
import { FixtureWorkspace } from '../testing/workspace';
import { dockerfileBuilder } from './dockerfile-builder';

jest.setTimeout(120_000);

const runs = engineTestsRun('building Dockerfiles');
const withRegistry = distributionTestsRun('building a Dockerfile on a private image') ? it : it.skip;
const first = new FixtureWorkspace();
let workspace: FixtureWorkspace;

beforeEach(() => {
  workspace = new FixtureWorkspace();
  workspace.takeCacheOf(first);
});
afterEach(() => workspace.remove());
beforeAll(async () => void (await buildImage(first.hello)));
afterAll(() => first.remove());

const serviceJson = (more: object) =>
  workspace.write('apps/hello/service.json', JSON.stringify({ kind: 'http', route: { paths: ['/hello'] }, ...more }));
const dockerfile = (...lines: string[]) => workspace.write('apps/hello/Dockerfile', `${lines.join('\n')}\n`);
const onBase = ['ARG LONGSHORE_BASE', 'FROM ${LONGSHORE_BASE}'];
const layout = () => join(workspace.folder, 'dist/images/hello');
const configOf = (image: BuiltImage) => {
  const { config } = JSON.parse(readFileSync(blobFile(layout(), image.digest), 'utf8')) as {
    config: { digest: `sha256:${string}` };
  };
  return JSON.parse(readFileSync(blobFile(layout(), config.digest), 'utf8')) as Record<string, unknown>;
};
const pathsOf = async (image: BuiltImage) => {
  const layers = image.layers.filter(({ kind, size }) => kind !== 'base' || size < 1e6);
  const entries = layers.map(async ({ digest }) => [...(await readLayer(blobFile(layout(), digest))).keys()]);
  return (await Promise.all(entries)).flat();
};

(runs ? describe : describe.skip)('a service with a Dockerfile', () => {
  it('is built by the engine where service.json says so: the same files, as the layout that the other builder leaves', async () => {
    const assembled = await buildImage(first.hello);
    serviceJson({ builder: 'dockerfile' });
    const image = await buildImage(workspace.hello);
    expect(await readBuiltImage(workspace.hello)).toEqual(image);
    expect(image.layers.map(({ kind }) => kind)).toEqual(['base', 'dependencies', 'application']);
    expect(image.layers[0]).toEqual(assembled.layers[0]);
    expect(await pathsOf(image)).toEqual(
      expect.arrayContaining(['app/apps/hello/main.js', 'app/node_modules/greeter/index.js']),
    );
    expect(configOf(image)).toMatchObject({
      created: '1970-01-01T00:00:00Z',
      config: { User: '65532:65532', Cmd: expect.arrayContaining(['/app/apps/hello/main.js']) },
    });
  });

  it('has the same digest again, whenever and wherever it is built', async () => {
    serviceJson({ builder: 'dockerfile' });
    const image = await buildImage(workspace.hello);
    const other = new FixtureWorkspace();
    try {
      other.takeCacheOf(first);
      other.write('apps/hello/service.json', readFileSync(join(workspace.folder, 'apps/hello/service.json'), 'utf8'));
      expect(await buildImage(other.hello)).toEqual(image);
    } finally {
      other.remove();
    }
  });

  it('has the packages that the lockfile names, whatever is left in node_modules', async () => {
    serviceJson({ builder: 'dockerfile' });
    workspace.delete('.longshore/cache/layers');
    workspace.write('node_modules/greeter/index.js', 'console.log("debug")');
    const image = await buildImage(workspace.hello);
    const { digest } = image.layers.find(({ kind }) => kind === 'dependencies') ?? {};
    if (!digest) throw new Error('no dependencies');
    const files = await readLayer(blobFile(layout(), digest));
    expect(files.get('app/node_modules/greeter/index.js')?.content).toBe("module.exports = 'greeter 1.2.0';");
  });

  it('may take packages that compile, which the Dockerfile has to build', async () => {
    const manifest = { name: 'greeter', version: '1.2.1', scripts: { install: 'node-gyp rebuild' } };
    const compiled = { version: '1.2.1', lock: { hasInstallScript: true } };
    workspace.package('node_modules/greeter', {
      ...compiled,
      files: { 'package.json': JSON.stringify(manifest), 'binding.gyp': '{}' },
    });
    workspace.write('node_modules/greeter/build/Release/native.node', 'of this machine');
    workspace.write('node_modules/greeter/lib/binding/native.node', 'of this machine');
    serviceJson({ builder: 'dockerfile' });
    expect((await pathsOf(await buildImage(workspace.hello))).filter((path) => path.endsWith('.node'))).toEqual([]);
    await expect(checkPackages(workspace.hello, new PassThrough())).resolves.toBeUndefined();
    workspace.write('node_modules/greeter/index.js', 'edited');
    await expect(checkPackages(workspace.hello, new PassThrough())).rejects.toMatchObject({ code: 'LS2011' });
  });

  it('is built from that, with the files of its folder but no secrets, tests and what .dockerignore names', async () => {
    dockerfile(...onBase, 'COPY . /srv', 'ENV COLOUR=blue');
    workspace.write('apps/hello/.env', 'PASSWORD=1');
    workspace.write('apps/hello/keys/server.key', 'key');
    workspace.write('apps/hello/src/main.spec.ts', '');
    workspace.write('apps/hello/notes/today.txt', '');
    workspace.write('apps/hello/.dockerignore', 'notes\n');
    const image = await buildImage(workspace.hello);
    expect((await pathsOf(image)).filter((path) => path.startsWith('srv/') && !path.endsWith('/'))).toEqual([
      'srv/Dockerfile',
      'srv/package.json',
      'srv/src/main.ts',
    ]);
    expect(configOf(image)).toMatchObject({ config: { Env: expect.arrayContaining(['COLOUR=blue']) } });
  });

  it.each([
    ['a file of its context', 'apps/hello/assets/account.json', (secret: string) => JSON.stringify({ secret })],
    ['its Dockerfile', 'apps/hello/Dockerfile', (secret: string) => `${onBase.join('\n')}\nENV KEY=${secret}\n`],
  ])('is not built where %s holds a secret', async (_what, file, content) => {
    dockerfile(...onBase, 'COPY . /srv');
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    workspace.write(file, content(Buffer.from(pem).toString('base64')));
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({
      code: 'LS2020',
      why: expect.stringContaining(`${file}:`),
    });
  });

  it('is built anew when its Dockerfile changes, and only then', async () => {
    dockerfile(...onBase, 'ENV COLOUR=blue');
    const image = await buildImage(workspace.hello);
    const unchanged = jest.fn<never, []>();
    expect(
      await buildImage(workspace.hello, undefined, { builder: { ...dockerfileBuilder(), build: unchanged } }),
    ).toEqual(image);
    dockerfile(...onBase, 'ENV COLOUR=red');
    expect((await buildImage(workspace.hello)).inputKey).not.toBe(image.inputKey);
  });

  it('says which step failed and what it wrote last, and leaves no image', async () => {
    dockerfile(...onBase, `RUN ["node", "-e", "console.log('it is', 6 * 7); process.exit(3)"]`);
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({
      code: 'LS2015',
      what: expect.stringContaining('RUN ["node"'),
      why: expect.stringMatching(/^it is 42\n[^]*exit code: 3/),
    });
    expect(() => readdirSync(join(workspace.folder, 'dist/images'))).toThrow(/ENOENT/);
  });

  it.each([
    ['a word that no Dockerfile has', ['NONSENSE'], /unknown instruction: NONSENSE/],
    ['a base that no registry has', ['FROM 127.0.0.1:1/nowhere:1'], /127\.0\.0\.1:1/],
    ['a file that is not there', ['FROM scratch', 'COPY absent /'], /absent/],
  ])('says what is wrong with %s', async (_what, lines, why) => {
    dockerfile(...lines);
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({
      code: 'LS2015',
      why: expect.stringMatching(why),
    });
  });

  it('is broken off by a signal, and leaves nothing on the engine', async () => {
    dockerfile(...onBase, `RUN ["node", "-e", "setInterval(() => {}, 1000)"]`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 1500);
    await expect(buildImage(workspace.hello, controller.signal)).rejects.toThrow('enough');
    expect(buildsOnEngine()).toBe('');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('longshore-saved-'))).toEqual([]);
  });

  it('is given up where the engine stands still', async () => {
    dockerfile(...onBase, `RUN ["node", "-e", "setInterval(() => {}, 1000)"]`);
    const built = buildImage(workspace.hello, undefined, { builder: dockerfileBuilder({ patience: 3000 }) });
    await expect(built).rejects.toMatchObject({ code: 'LS2016' });
  });

  withRegistry('is built on a private image with what docker login left, and anew when its tag has moved', async () => {
    // The password is "secret".
    const htpasswd = 'ann:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n';
    const server = await DistributionServer.start({ htpasswd });
    const { DOCKER_CONFIG: config } = process.env;
    const auth = Buffer.from('ann:secret').toString('base64');
    workspace.write('docker/config.json', JSON.stringify({ auths: { [server.host]: { auth } } }));
    process.env['DOCKER_CONFIG'] = join(workspace.folder, 'docker');
    const registry = new BaseRegistry(server.host);
    try {
      await registry.put('1', [['etc/first']], { User: '65532' });
      dockerfile(`FROM ${registry.reference('1')}`, 'COPY src/main.ts /main.ts');
      const image = await buildImage(workspace.hello);
      expect(await pathsOf(image)).toEqual(expect.arrayContaining(['etc/first', 'main.ts']));
      await registry.put('1', [['etc/second']], { User: '65532' });
      expect(await pathsOf(await buildImage(workspace.hello))).toEqual(
        expect.arrayContaining(['etc/second', 'main.ts']),
      );
    } finally {
      if (config === undefined) delete process.env['DOCKER_CONFIG'];
      else process.env['DOCKER_CONFIG'] = config;
      registry.remove();
      await server.stop();
    }
  });

  it('is built on an image that only the engine has, and anew when that is another', async () => {
    const name = '127.0.0.1:1/longshore-test-kept:1';
    const keep = (colour: string) =>
      execFileSync('docker', ['build', '--quiet', '--tag', name, '-'], {
        input: `FROM scratch\nENV COLOUR=${colour}\n`,
        stdio: ['pipe', 'pipe', 'ignore'],
      })
        .toString()
        .trim();
    dockerfile(`FROM ${name}`, 'COPY src/main.ts /main.ts');
    const kept: string[] = [];
    try {
      for (const colour of ['blue', 'red']) {
        kept.push(keep(colour));
        expect(configOf(await buildImage(workspace.hello))).toMatchObject({
          config: { Env: expect.arrayContaining([`COLOUR=${colour}`]) },
        });
      }
    } finally {
      execFileSync('docker', ['rmi', '--force', ...kept], { stdio: 'ignore' });
    }
  });

  const buildsOnEngine = () => execFileSync('docker', ['images', '--quiet', 'longshore-build']).toString();
});

describe('without an engine', () => {
  const { DOCKER_HOST: host } = process.env;
  let silent: Server;

  beforeEach(async () => {
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${(silent.address() as { port: number }).port}`;
    silent.close();
  });
  afterEach(() => {
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
  });

  it('a Dockerfile cannot be built', async () => {
    serviceJson({ builder: 'dockerfile' });
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({
      code: 'LS2107',
      fix: expect.stringContaining('start Docker'),
    });
  });

  it('service.json may still ask for assembled layers', async () => {
    dockerfile('FROM scratch');
    serviceJson({ builder: 'layers' });
    expect(await buildImage(workspace.hello)).toMatchObject({ service: 'hello' });
  });
});
