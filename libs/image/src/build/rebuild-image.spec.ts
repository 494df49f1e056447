import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureWorkspace } from '../testing/workspace';
import { buildImage } from './build-image';
import { rebuildImage } from './rebuild-image';

describe('rebuildImage', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  it('gives the same digest, and leaves nothing behind', async () => {
    const image = await buildImage(workspace.hello);
    const before = readdirSync(join(workspace.folder, 'dist'), { recursive: true });
    expect(await rebuildImage(workspace.hello)).toBe(image.digest);
    expect(readdirSync(join(workspace.folder, 'dist'), { recursive: true })).toEqual(before);
    expect(readdirSync(join(workspace.folder, '.longshore')).filter((name) => name.startsWith('rebuild'))).toEqual([]);
  });

  it('does not take layers from the cache', async () => {
    const image = await buildImage(workspace.hello);
    const records = join(workspace.folder, '.longshore/cache/layers');
    const poison = JSON.stringify(image.layers[2]);
    for (const name of readdirSync(records)) writeFileSync(join(records, name), poison);
    expect(await rebuildImage(workspace.hello)).toBe(image.digest);
  });

  it('refuses a service with a Dockerfile', async () => {
    workspace.write('apps/hello/Dockerfile', 'FROM scratch');
    await expect(rebuildImage(workspace.hello)).rejects.toMatchObject({ code: 'LS1002' });
    expect(existsSync(join(workspace.folder, 'dist'))).toBe(false);
  });
});
