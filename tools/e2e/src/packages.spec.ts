import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outsideWorkspace } from '@longshore/runtime';
import { failureOf, repository, Workspace } from './lib/workspace';

/**
 * What is published, installed into a workspace that has none of the sources: docs/existing-workspace.md. Other packages
 * are those of this repository; `nx run e2e:matrix` installs all of them.
 */
describe('the packages', () => {
  let workspace: Workspace;

  beforeAll(() => (workspace = Workspace.foreign('shop')));

  afterAll(async () => {
    await workspace.longshore('down');
    rmSync(outsideWorkspace(join(workspace.folder, '.longshore/cloud/runtime')), { recursive: true, force: true });
    workspace.remove();
  }, 60_000);

  test('are installed into a workspace of Nx that exists', async () => {
    expect(failureOf(await workspace.script(`node '${repository}/tools/ci/packages.cjs' packages`, {}))).toBe('');
    const tarballs = readdirSync(join(workspace.folder, 'packages')).map((file) => `./packages/${file}`);
    expect(tarballs).toHaveLength(10);
    const install = `npm install --save-dev --prefer-offline ${tarballs.join(' ')}`;
    expect(failureOf(await workspace.script(install, {}))).toBe('');
    expect(failureOf(await workspace.nx('g', '@longshore/nx:init'))).toBe('');
  }, 240_000);

  test('scaffold a service there, and deploy it by its project, whatever its folder', async () => {
    expect(failureOf(await workspace.nx('g', '@longshore/nx:service', 'orders', '--uses=none'))).toBe('');
    workspace.replace('apps/orders/package.json', '"@shop/orders"', '"@acme/api"');
    workspace.replace('apps/orders/package.json', '"name": "orders",', '');
    const move =
      'mkdir services && mv apps/orders services/backend && npm pkg set workspaces[]=services/* && npm install';
    expect(failureOf(await workspace.script(`${move} --prefer-offline`, {}))).toBe('');
    workspace.commit('A service');
    const up = await workspace.longshore('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
    expect(failureOf(up)).toBe('');
    const { verdict, url = '' } = workspace.outcome('api') ?? {};
    expect(verdict).toBe('deployed');
    expect((await fetch(url)).status).toBe(200);
  }, 240_000);

  test.each(['@acme/api', 'api'])(
    'know the service as %s',
    async (name) => {
      const { code, output } = await workspace.longshore('history', name);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('A service') as string });
      expect(failureOf(await workspace.nx('run', `${name}:deploy`))).toBe('');
      expect(workspace.outcome('api')).toMatchObject({ verdict: 'unchanged' });
    },
    120_000,
  );
});
