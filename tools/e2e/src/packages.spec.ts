import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outsideWorkspace } from '@longshore/runtime';
import { type Outcome, repository, Workspace } from './lib/workspace';

/** What is published, installed into a workspace that has none of the sources: docs/existing-workspace.md. */
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

  test('scaffold a service there, and deploy it', async () => {
    expect(failureOf(await workspace.nx('g', '@longshore/nx:service', 'orders', '--uses=none'))).toBe('');
    workspace.commit('A service');
    const up = await workspace.longshore('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
    expect(failureOf(up)).toBe('');
    const { verdict, url = '' } = workspace.outcome('orders') ?? {};
    expect(verdict).toBe('deployed');
    expect((await fetch(url)).status).toBe(200);
  }, 240_000);
});

/** What a command printed that failed. */
const failureOf = ({ code, output }: Outcome) => (code === 0 ? '' : output);
