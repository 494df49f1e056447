import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@longshore/cloud';
import { outsideWorkspace } from '@longshore/runtime';
import { Workspace } from './lib/workspace';

/** What is published, installed into a workspace that has none of the sources. */
describe('the packages', () => {
  let home: Workspace;
  let foreign: Workspace;
  let cloud: Cloud;
  let state: string;

  beforeAll(async () => {
    home = Workspace.clone();
    foreign = Workspace.foreign({ name: 'shop', private: true });
    state = join(foreign.folder, '.longshore', 'cloud');
  }, 60_000);

  afterAll(async () => {
    await cloud?.close();
    rmSync(outsideWorkspace(join(state, 'runtime')), { recursive: true, force: true });
    home.remove();
    foreign.remove();
  });

  test('are installed into a workspace of Nx that exists', async () => {
    const packed = await home.script(`npm run --silent packages -- '${foreign.folder}/packages'`, {});
    expect(packed).toMatchObject({ code: 0 });
    const tarballs = readdirSync(join(foreign.folder, 'packages'));
    expect(tarballs).toHaveLength(10);
    const install = `npm install --save-dev --prefer-offline ${tarballs.map((file) => `./packages/${file}`).join(' ')}`;
    const installed = await foreign.script(install, {});
    expect(installed).toMatchObject({ code: 0, output: expect.any(String) });
    expect(await foreign.nx('g', '@longshore/nx:init')).toMatchObject({ code: 0 });
  }, 180_000);

  test('scaffold a service there, and deploy it', async () => {
    expect(await foreign.nx('g', '@longshore/nx:service', 'orders', '--uses=none')).toMatchObject({ code: 0 });
    foreign.commit('A service');
    cloud = await startCloud({
      stateDir: state,
      port: 0,
      loadBalancerPort: 0,
      runtime: 'process',
      account: '123456789012',
      region: 'us-east-1',
      environments: ['local'],
    });
    const deployed = await foreign.script('npx nx run orders:deploy', { AWS_ENDPOINT_URL: cloud.endpoint });
    expect(deployed.code === 0 ? '' : deployed.output).toBe('');
    expect(foreign.outcome('orders')).toMatchObject({ verdict: 'deployed' });
    expect((await fetch(foreign.outcome('orders')?.url ?? '')).status).toBe(200);
  }, 180_000);
});
