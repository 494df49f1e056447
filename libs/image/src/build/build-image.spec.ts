import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Digest } from '@longshore/model';
import { hexOf, sha256 } from '../hash';
import { type BuiltImage } from '../image';
import { readLayer } from '../testing/tar';
import { FixtureWorkspace } from '../testing/workspace';
import { buildImage } from './build-image';
import { blobFile, readBuiltImage } from './layout';

describe('buildImage', () => {
  const first = new FixtureWorkspace();
  let image: BuiltImage;
  let workspace: FixtureWorkspace;

  beforeAll(async () => void (image = await buildImage(first.hello)));
  afterAll(() => first.remove());
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(first);
  });
  afterEach(() => workspace.remove());

  const layout = () => join(first.folder, 'dist/images/hello');
  const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const blob = (digest: Digest) => json(blobFile(layout(), digest));
  const digests = ({ layers }: BuiltImage) => Object.fromEntries(layers.map(({ kind, digest }) => [kind, digest]));

  describe('leaves an OCI layout', () => {
    it('whose blobs are named by their content', () => {
      const folder = join(layout(), 'blobs/sha256');
      for (const name of readdirSync(folder)) expect(hexOf(sha256(readFileSync(join(folder, name))))).toBe(name);
    });

    it('whose index names the manifest, which names config and layers', () => {
      expect(json(join(layout(), 'index.json'))['manifests']).toEqual([
        expect.objectContaining({ digest: image.digest, size: statSync(blobFile(layout(), image.digest)).size }),
      ]);
      const { config, layers } = blob(image.digest) as { config: { digest: Digest }; layers: { digest: Digest }[] };
      expect(layers.map(({ digest }) => digest)).toEqual(image.layers.map(({ digest }) => digest));
      expect(blob(config.digest)).toMatchObject({
        os: 'linux',
        config: {
          User: '65532:65532',
          Cmd: ['/usr/local/bin/node', '--enable-source-maps', '/app/apps/hello/main.js'],
          ExposedPorts: { '8080/tcp': {} },
          Env: expect.arrayContaining(['NODE_ENV=production']),
        },
        rootfs: { diff_ids: image.layers.map(({ diffId }) => diffId) },
      });
    });

    it('with the service, its packages and Node, and nothing of the workspace besides', async () => {
      const paths = async (kind: BuiltImage['layers'][number]['kind']) => {
        const layer = image.layers.find((each) => each.kind === kind);
        return layer ? [...(await readLayer(blobFile(layout(), layer.digest))).keys()] : [];
      };
      expect(await paths('application')).toEqual([
        'app/',
        'app/apps/',
        'app/apps/hello/',
        'app/apps/hello/main.js',
        'app/apps/hello/main.js.map',
      ]);
      expect(await paths('dependencies')).toEqual([
        'app/',
        'app/node_modules/',
        ...['greeter', 'punctuation'].flatMap((name) =>
          ['', 'index.js', 'package.json'].map((file) => `app/node_modules/${name}/${file}`),
        ),
      ]);
      expect(await paths('base')).toEqual(
        expect.arrayContaining(['usr/local/bin/node', 'etc/passwd', 'etc/ssl/certs/ca-certificates.crt', 'tmp/']),
      );
    });

    it('that is read back, and missed where a part of it is gone', async () => {
      workspace.write('dist/images/hello/image.json', JSON.stringify(image));
      expect(await readBuiltImage(first.hello)).toEqual(image);
      await expect(readBuiltImage(workspace.hello)).rejects.toMatchObject({ code: 'LS2008' });
    });
  });

  describe('is a function of its inputs', () => {
    it('in another folder, time zone, locale and umask, with a base made anew', async () => {
      const child = join(__dirname, '../testing/build-elsewhere.ts');
      const env = { ...process.env, TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8' };
      const { stdout } = await promisify(execFile)(process.execPath, ['-r', '@swc-node/register', child], { env });
      expect(JSON.parse(stdout)).toEqual(image);
    });

    it('whatever tests, guides, settings of environments and times of files say', async () => {
      workspace.write('apps/hello/src/main.spec.ts', 'it("passes");');
      workspace.write('apps/hello/test/container/health.spec.ts', 'it("passes");');
      workspace.write('libs/words/src/testing/fake.ts', 'export const fake = 1;');
      workspace.write('apps/hello/README.md', 'Hello');
      workspace.write('apps/hello/.env', 'PASSWORD=secret');
      const copies = { kind: 'http', route: { paths: ['/other'] }, copies: { min: 7 } };
      workspace.write('apps/hello/service.json', JSON.stringify(copies));
      utimesSync(join(workspace.folder, 'apps/hello/src/main.ts'), 1, 1);
      expect(await buildImage(workspace.hello)).toEqual(image);
    });

    it('with packages that nobody uses, added or changed', async () => {
      workspace.package('node_modules/unused', { version: '10.0.0' });
      expect(await buildImage(workspace.hello)).toEqual(image);
    });

    it('so that one line of the service changes the application layer alone', async () => {
      workspace.write('apps/hello/src/main.ts', `import '@fixture/words';\nimport 'greeter';\nprocess.exitCode = 0;\n`);
      const changed = await buildImage(workspace.hello);
      expect(changed.inputKey).not.toBe(image.inputKey);
      expect(digests(changed)).toEqual({ ...digests(image), application: expect.any(String) });
      expect(digests(changed)['application']).not.toBe(digests(image)['application']);
    });

    it('so that a line of a library it uses changes the application layer alone', async () => {
      workspace.write('libs/words/src/index.ts', `import 'punctuation';\nexport const greeting = () => 'changed';\n`);
      const changed = await buildImage(workspace.hello);
      expect(digests(changed)).toEqual({ ...digests(image), application: expect.any(String) });
      expect(changed.digest).not.toBe(image.digest);
    });

    it('so that a new version of a package changes the dependencies layer alone', async () => {
      workspace.package('node_modules/punctuation', { version: '1.0.4' });
      const changed = await buildImage(workspace.hello);
      expect(digests(changed)).toEqual({ ...digests(image), dependencies: expect.any(String) });
      expect(changed.digest).not.toBe(image.digest);
    });

    it('so that another port changes the config alone', async () => {
      workspace.write('apps/hello/service.json', '{"kind":"http","port":9000,"route":{"paths":["/hello"]}}');
      const changed = await buildImage(workspace.hello);
      expect(digests(changed)).toEqual(digests(image));
      expect(changed.digest).not.toBe(image.digest);
    });
  });

  it('takes no secret in, wherever one lies, nor what .dockerignore names', async () => {
    const planted = [
      '.env',
      '.env.local',
      '.npmrc',
      '.netrc',
      'id_ed25519',
      'server.key',
      'server.pem',
      'ignored.json',
    ];
    const key = '-----BEGIN PRIVATE KEY-----';
    workspace.write('.dockerignore', '**/ignored.json\n');
    const secret = `${key} planted-secret`;
    const files = Object.fromEntries(planted.slice(0, -1).map((name) => [name, secret]));
    workspace.package('node_modules/greeter', { version: '1.2.1', dependencies: { punctuation: '^1.0.0' }, files });
    for (const folder of ['', 'apps/hello/', 'apps/hello/src/', 'libs/words/']) {
      for (const name of planted) workspace.write(`${folder}${name}`, secret);
    }
    const { layers } = await buildImage(workspace.hello);
    for (const { digest, kind } of layers) {
      const entries = await readLayer(blobFile(join(workspace.folder, 'dist/images/hello'), digest));
      const found = [...entries].filter(([, { content }]) => content.includes('planted-secret'));
      expect([kind, found.map(([path]) => path)]).toEqual([kind, []]);
    }
  });

  it('leaves an image of the same inputs as it is', async () => {
    const manifest = blobFile(layout(), image.digest);
    const before = statSync(manifest).ino;
    await buildImage(first.hello);
    expect(statSync(manifest).ino).toBe(before);
  });

  it('bundles anew where the bundle is of other sources', async () => {
    workspace.write('dist/apps/hello/main.js', 'stale');
    workspace.write('dist/apps/hello/main.js.map', '{}');
    workspace.write('dist/apps/hello/sources.key', 'of older sources');
    expect(await buildImage(workspace.hello)).toEqual(image);
  });

  it('leaves no half image where it fails', async () => {
    rmSync(join(workspace.folder, 'node_modules/greeter'), { recursive: true });
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({ code: 'LS2002' });
    workspace.package('node_modules/greeter', { version: '1.2.0', dependencies: { punctuation: '^1.0.0' } });
    await expect(buildImage(workspace.hello, AbortSignal.abort())).rejects.toThrow(/abort/);
    expect(() => readdirSync(join(workspace.folder, 'dist/images'))).toThrow(/ENOENT/);
  });

  it('refuses to make a base for another architecture than this machine’s', async () => {
    const other = process.arch === 'x64' ? 'arm64' : 'x86_64';
    const spec = { kind: 'http', route: { paths: ['/'] }, architecture: other };
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({ code: 'LS2007' });
  });
});
