import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { isLongshoreError } from '@longshore/model';

import { buildImage } from '../build/build-image';
import { NpmServer } from '../testing/npm-server';
import { readLayer } from '../testing/tar';
import { blobFile, imageFolder, readBuiltImage } from '../build/layout';
import { FixtureWorkspace } from '../testing/workspace';
import { checkPackages } from './check-packages';

// Whoever runs tests by npm hands its settings on, and they go before those of a workspace.
for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) delete process.env[name];

describe('packages that npm itself installed', () => {
  let server: NpmServer;
  let workspace: FixtureWorkspace;

  beforeEach(async () => {
    server = await NpmServer.start();
    const program = { content: '#!/usr/bin/env node\r\nrun();\r\n' };
    const nested = {
      'node_modules/inner/package.json': '{"name":"inner","version":"3.0.0","bin":"cli.js"}',
      'node_modules/inner/cli.js': program,
    };
    const manifest = { bin: { greet: 'bin/greet.js' }, dependencies: { punctuation: '^1.0.0', inner: '3.0.0' } };
    const bundling = { ...manifest, bundleDependencies: ['inner'] };
    server.publish('punctuation', '1.0.3', { 'index.js': '', '.gitignore': 'x' });
    server.publish('greeter', '1.2.0', { ...nested, 'index.js': '', 'bin/greet.js': program }, bundling);
    workspace = new FixtureWorkspace();
    workspace.delete('node_modules');
    workspace.delete('package-lock.json');
    workspace.delete('.longshore');
    const settings = ['audit=false', 'fund=false', 'dangerously-allow-all-scripts=true'];
    const cache = join(workspace.folder, 'npm-cache');
    workspace.write('.npmrc', [`registry=${server.url}`, `cache=${cache}`, ...settings].join('\n'));
  });
  afterEach(async () => {
    workspace.remove();
    await server.stop();
  });

  // Without `env` a child gets the environment that Jest was started with.
  const npm = (...args: string[]) =>
    new Promise<void>((resolve, reject) => {
      execFile('npm', args, { cwd: workspace.folder, env: { ...process.env } }, (error, _, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }));
        else resolve();
      });
    });
  const check = () => checkPackages(workspace.hello, new PassThrough());
  /** What a check asks a person to run. */
  const fixOf = async () => {
    const error: unknown = await check().catch((caught: unknown) => caught);
    if (!isLongshoreError(error)) throw new Error('nothing was refused');
    const [command = ''] = error.fix.split(',');
    return { code: error.code, command };
  };

  it('are those of the lockfile, in tests and image alike, without another request', async () => {
    await npm('install');
    const asked = server.requests.length;
    await check();
    const { layers } = await buildImage(workspace.hello);
    expect(server.requests).toHaveLength(asked);
    const layer = layers.find(({ kind }) => kind === 'dependencies');
    if (!layer) throw new Error('no dependencies');
    const files = await readLayer(blobFile(imageFolder(workspace.hello), layer.digest));
    for (const path of ['greeter/bin/greet.js', 'greeter/node_modules/inner/cli.js']) {
      expect(files.get(`app/node_modules/${path}`)).toMatchObject({
        header: { mode: 0o755 },
        content: '#!/usr/bin/env node\nrun();\r\n',
      });
    }
  });

  it.each([
    ['a line', () => appendFileSync(join(workspace.folder, 'node_modules/greeter/index.js'), '// debug')],
    [
      'a package that hides the one of the lockfile',
      () => workspace.write('apps/hello/node_modules/greeter/package.json', '{"version":"1.2.0"}'),
    ],
  ])('are refused with %s left in them, and mended by the command that the error names', async (_what, edit) => {
    await npm('install');
    edit();
    const { code, command } = await fixOf();
    expect({ code, command }).toEqual({ code: 'LS2012', command: 'npm ci' });
    await npm(...command.split(' ').slice(1));
    await expect(check()).resolves.toBeUndefined();
  });

  it('are refused if a script changed them, and mended by the command that the error names', async () => {
    const scripts = { postinstall: `node -e "require('fs').writeFileSync('made.js', '')"` };
    server.publish('greeter', '1.2.0', { 'index.js': '' }, { scripts, hasInstallScript: true });
    await npm('install');
    const { code, command } = await fixOf();
    expect({ code, command }).toEqual({ code: 'LS2011', command: 'npm ci --ignore-scripts' });
    await npm(...command.split(' ').slice(1));
    await expect(check()).resolves.toBeUndefined();
    await buildImage(workspace.hello);
    await expect(readBuiltImage(workspace.hello)).resolves.toBeDefined();
  });
});
