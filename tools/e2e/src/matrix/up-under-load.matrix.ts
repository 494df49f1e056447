import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { outsideWorkspace } from '@longshore/runtime';
import { failureOf, Workspace } from '../lib/workspace';

/** How many programs want a CPU, and never give it back. */
const load = 16;

/** Under so much load, the start of a service takes many times as long as on an idle machine. */
describe(`npm run up on a machine with a load of ${load}`, () => {
  const busy: ChildProcess[] = [];
  let workspace: Workspace;

  beforeAll(() => {
    workspace = Workspace.clone();
    const spin = () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    busy.push(...Array.from({ length: load }, spin));
  });

  afterAll(async () => {
    for (const child of busy) child.kill('SIGKILL');
    await workspace.longshore('down');
    rmSync(outsideWorkspace(join(workspace.folder, '.longshore/cloud/runtime')), { recursive: true, force: true });
    workspace.remove();
  });

  test(
    'deploys every service, and their URLs answer',
    async () => {
      const options = '--port 0 --lb-port 0 --runtime process';
      expect(failureOf(await workspace.script(`npm run up -- ${options}`, {}))).toBe('');
      const { services } = workspace.lastRun();
      expect(services.map(({ service, verdict }) => `${service} ${verdict}`).sort()).toEqual([
        'messages deployed',
        'rooms deployed',
        'users deployed',
      ]);
      for (const { url = '' } of services) expect((await fetch(url)).status).toBeLessThan(500);
    },
    30 * 60_000,
  );
});
