import { appendFileSync, chmodSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { FixtureWorkspace } from '../testing/workspace';
import { checkPackages } from './check-packages';

describe('checkPackages', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    workspace.package('node_modules/greeter', {
      version: '1.2.0',
      dependencies: { punctuation: '^1.0.0' },
      files: { 'lib/deep/a.js': 'a', 'README.md': 'guide', 'bin/run': { content: 'run', mode: 0o755 } },
    });
  });
  afterEach(() => workspace.remove());

  const at = (path: string) => join(workspace.folder, path);
  const check = () => checkPackages(workspace.hello, new PassThrough());
  const service = (spec: object) =>
    workspace.write('apps/hello/service.json', JSON.stringify({ kind: 'http', route: { paths: ['/hello'] }, ...spec }));

  it('accepts packages that are installed as the lockfile names them', async () => {
    await expect(check()).resolves.toBeUndefined();
  });

  it.each<[string, (at: (path: string) => string) => void, string]>([
    ['a line added to a file', (at) => appendFileSync(at('index.js'), '\n// debug'), 'index.js: other content'],
    [
      'a file of the same size and times',
      (at) => {
        const text = readFileSync(at('index.js'), 'utf8');
        appendFileSync(at('other'), text.replace('1.2.0', '6.6.6'));
        renameSync(at('other'), at('index.js'));
        utimesSync(at('index.js'), 1, 1);
      },
      'index.js: other content',
    ],
    ['an edited package.json', (at) => appendFileSync(at('package.json'), ' '), 'package.json: other content'],
    ['an added file', (at) => appendFileSync(at('lib/added.js'), ''), 'lib/added.js: added'],
    ['an added native module', (at) => appendFileSync(at('x.node'), ''), 'x.node: added'],
    ['a removed file', (at) => rmSync(at('lib/deep/a.js')), 'lib/deep/a.js: missing'],
    ['a program that is not executable', (at) => chmodSync(at('bin/run'), 0o644), 'bin/run: other mode'],
    ['a file that became executable', (at) => chmodSync(at('index.js'), 0o755), 'index.js: other mode'],
    ['an added link', (at) => symlinkSync('index.js', at('link.js')), 'link.js: a link'],
    [
      'a file that became a link to the same content',
      (at) => {
        renameSync(at('index.js'), at('../elsewhere.js'));
        symlinkSync('../elsewhere.js', at('index.js'));
      },
      'index.js: a link',
    ],
    [
      'a folder that became a link',
      (at) => {
        renameSync(at('lib'), at('../lib'));
        symlinkSync('../lib', at('lib'));
      },
      'lib: a link',
    ],
  ])('refuses %s, and accepts the package once it is restored', async (_what, edit, line) => {
    await check();
    edit((path) => at(`node_modules/greeter/${path}`));
    await expect(check()).rejects.toMatchObject({
      code: 'LS2012',
      why: expect.stringContaining(`node_modules/greeter/${line}`),
      fix: 'npm ci',
    });
    rmSync(at('node_modules/greeter'), { recursive: true });
    workspace.package('node_modules/greeter', {
      version: '1.2.0',
      dependencies: { punctuation: '^1.0.0' },
      files: { 'lib/deep/a.js': 'a', 'bin/run': { content: 'run', mode: 0o755 } },
    });
    await expect(check()).resolves.toBeUndefined();
  });

  it.each<[string, (at: (path: string) => string) => void, string]>([
    [
      'a package that is a link',
      (at) => {
        renameSync(at('node_modules/punctuation'), at('vendored'));
        symlinkSync(at('vendored'), at('node_modules/punctuation'));
      },
      'node_modules/punctuation: a link',
    ],
    [
      'a link to a workspace package that leads elsewhere',
      (at) => {
        rmSync(at('node_modules/@fixture/words'));
        symlinkSync(at('libs/other'), at('node_modules/@fixture/words'));
      },
      'node_modules/@fixture/words: does not lead to libs/words',
    ],
  ])('refuses %s', async (_what, edit, line) => {
    workspace.write('libs/other/index.js', '');
    edit(at);
    await expect(check()).rejects.toMatchObject({ code: 'LS2012', why: expect.stringContaining(line) });
  });

  it.each([
    'node_modules/greeter/node_modules/punctuation',
    'node_modules/greeter/node_modules/@scope/punctuation',
    'apps/hello/node_modules/greeter',
    'apps/node_modules/greeter',
    'libs/words/node_modules/punctuation',
  ])('refuses a nested package that the lockfile does not have: %s', async (path) => {
    workspace.write(`${path}/package.json`, '{"version":"1.0.3"}');
    await expect(check()).rejects.toMatchObject({ code: 'LS2012', why: expect.stringContaining(`${path}: not in`) });
  });

  it('accepts a nested package that the lockfile has', async () => {
    workspace.package('node_modules/greeter/node_modules/punctuation', { version: '2.0.0' });
    await expect(check()).resolves.toBeUndefined();
    workspace.write('node_modules/greeter/node_modules/punctuation/index.js', 'edited');
    await expect(check()).rejects.toMatchObject({
      code: 'LS2012',
      why: expect.stringContaining('node_modules/greeter/node_modules/punctuation/index.js: other content'),
    });
  });

  describe('with an optional package that is not installed', () => {
    const optional = (lock: object) => {
      workspace.delete('node_modules/greeter');
      workspace.package('node_modules/greeter', { version: '1.2.0', lock: { optionalDependencies: { native: '1' } } });
      workspace.package('node_modules/native', { version: '1.0.0', lock: { optional: true, ...lock } });
      workspace.delete('node_modules/native');
    };

    it('refuses if the image has it and runs on a platform such as this machine’s', async () => {
      optional({ os: [process.platform], cpu: [process.arch] });
      await expect(check()).rejects.toMatchObject({
        code: 'LS2012',
        why: expect.stringContaining('node_modules/native: missing'),
      });
    });

    it('accepts it if it is for another platform, as the image is', async () => {
      const [architecture, cpu] = process.arch === 'arm64' ? ['x86_64', 'x64'] : ['arm64', 'arm64'];
      service({ architecture });
      optional({ os: ['linux'], cpu: [cpu] });
      await expect(check()).resolves.toBeUndefined();
    });
  });

  it('takes no notice of files that are in no image, caches, and packages that the service does not need', async () => {
    workspace.write('node_modules/greeter/README.md', 'edited');
    workspace.write('node_modules/greeter/index.js.map', '');
    workspace.write('node_modules/greeter/node_modules/.cache/a.js', '');
    workspace.write('node_modules/unused/index.js', 'edited');
    await expect(check()).resolves.toBeUndefined();
  });

  it('takes no notice of modes on a file system that makes every file executable', async () => {
    for (const file of ['package.json', 'index.js', 'lib/deep/a.js', 'bin/run']) {
      chmodSync(at(`node_modules/greeter/${file}`), 0o777);
    }
    chmodSync(at('node_modules/greeter/README.md'), 0o777);
    await expect(check()).resolves.toBeUndefined();
  });

  it('accepts a node_modules that is a link as a whole', async () => {
    renameSync(at('node_modules'), at('installed'));
    symlinkSync('installed', at('node_modules'));
    await expect(check()).resolves.toBeUndefined();
  });

  describe('with an install script', () => {
    const generated = (spec: object = {}) => {
      service(spec);
      workspace.delete('node_modules/greeter');
      workspace.package('node_modules/greeter', {
        version: '1.2.0',
        lock: { hasInstallScript: true },
        files: { 'bin/run': { content: 'shim', mode: 0o755 } },
      });
    };

    it('accepts a package whose script left it as it was', async () => {
      generated();
      await expect(check()).resolves.toBeUndefined();
    });

    it('refuses a package whose script changed it, by name, with what to do', async () => {
      generated();
      workspace.write('node_modules/greeter/bin/run', 'optimised', 0o755);
      await expect(check()).rejects.toMatchObject({
        code: 'LS2011',
        what: 'the installation of greeter changes its own files',
        why: expect.stringMatching(
          /node_modules\/greeter\/bin\/run: other content[^]*"image": { "generated": \["greeter"\] } in apps\/hello\/service\.json/,
        ),
        fix: 'npm ci --ignore-scripts',
      });
    });

    it('accepts it if service.json lists the package', async () => {
      generated({ image: { generated: ['greeter'] } });
      workspace.write('node_modules/greeter/bin/run', 'optimised', 0o755);
      await expect(check()).resolves.toBeUndefined();
    });
  });
});
