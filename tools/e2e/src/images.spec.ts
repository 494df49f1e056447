import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './lib/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = Workspace.clone();
  const up = await workspace.longshore('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
  if (up.code !== 0) throw new Error(`longshore up failed:\n${up.output}`);
}, 240_000);

afterAll(async () => {
  await workspace.longshore('down');
  workspace.remove();
}, 60_000);

describe('another machine', () => {
  let other: Workspace;

  beforeAll(() => {
    other = Workspace.clone();
    other.write('.longshore/cloud.json', workspace.read('.longshore/cloud.json'));
  });
  afterAll(() => other.remove());

  test('takes an image over that was made of the same inputs', async () => {
    const push = await other.nx('run', 'rooms:push');
    expect(push).toMatchObject({ code: 0 });
    expect(push.output).toContain('from the registry');
    expect(other.read('dist/images/rooms/image.json')).toBe(workspace.read('dist/images/rooms/image.json'));
  });

  test('builds one where the registry cannot give it', async () => {
    rmSync(join(other.folder, 'dist/images'), { recursive: true });
    other.replace('apps/rooms/src/main.ts', 'startService', 'startService ');
    const push = await other.nx('run', 'rooms:push');
    expect(push).toMatchObject({ code: 0 });
    expect(push.output).not.toContain('from the registry');
  });
});
