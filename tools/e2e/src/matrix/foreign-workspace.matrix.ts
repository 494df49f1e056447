import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outsideWorkspace } from '@longshore/runtime';
import { failureOf, repository, Workspace } from '../lib/workspace';

/** Nothing is linked or pinned by this repository: each package is the newest that whoever declares it takes. */
describe('a new workspace of Nx, installed from the npm registry', () => {
  let workspace: Workspace;

  beforeAll(async () => (workspace = await Workspace.createdByNx('shop')));

  afterAll(async () => {
    await workspace.longshore('down');
    rmSync(outsideWorkspace(join(workspace.folder, '.longshore/cloud/runtime')), { recursive: true, force: true });
    workspace.remove();
  });

  test('takes the packages', async () => {
    expect(failureOf(await workspace.script(`node '${repository}/tools/ci/packages.cjs' packages`, {}))).toBe('');
    const tarballs = readdirSync(join(workspace.folder, 'packages')).map((file) => `./packages/${file}`);
    expect(failureOf(await workspace.script(`npm install --save-dev ${tarballs.join(' ')}`, {}))).toBe('');
    expect(failureOf(await workspace.nx('g', '@longshore/nx:init'))).toBe('');
  });

  test.each([
    ['orders', ['service', 'orders']],
    ['a service in memory', ['service', 'carts', '--uses=none']],
    ['a worker', ['service', 'mailer', '--kind=worker']],
    ['a library', ['library', 'prices']],
  ])('generates %s', async (_what, [generator = '', ...words]) => {
    expect(failureOf(await workspace.nx('g', `@longshore/nx:${generator}`, ...words))).toBe('');
  });

  test('passes the generated unit tests', async () => {
    workspace.commit('Services');
    expect(failureOf(await workspace.nx('run-many', '-t', 'test'))).toBe('');
  });

  test('deploys every service, and their URLs answer', async () => {
    const up = await workspace.longshore('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
    expect(failureOf(up)).toBe('');
    const { services } = workspace.lastRun();
    expect(services.map(({ service, verdict }) => `${service} ${verdict}`).sort()).toEqual([
      'carts deployed',
      'mailer deployed',
      'orders deployed',
    ]);
    const urls = services.flatMap(({ url }) => url ?? []);
    expect(urls).toHaveLength(2);
    for (const url of urls) expect((await fetch(url)).status).toBe(200);
  });
});
