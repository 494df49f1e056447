import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from './lock';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-lock-'));
});

afterEach(() => rmSync(workspace, { recursive: true }));

describe('a command that must be alone', () => {
  test('refuses a second one and says who is at work', async () => {
    await exclusively(workspace, 'up', async () => {
      await expect(exclusively(workspace, 'down', () => Promise.resolve())).rejects.toMatchObject({
        code: 'LS1104',
        what: 'longshore up is running in this workspace',
      });
    });
  });

  test('leaves the way free when it fails', async () => {
    await expect(exclusively(workspace, 'up', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(exclusively(workspace, 'down', () => Promise.resolve('done'))).resolves.toBe('done');
  });

  test('takes over the lock of a process that is gone', async () => {
    await exclusively(workspace, 'up', () => Promise.resolve());
    writeFileSync(join(workspace, '.longshore/lock'), JSON.stringify({ command: 'up', pid: 2 ** 22 + 1 }));
    await expect(exclusively(workspace, 'down', () => Promise.resolve('done'))).resolves.toBe('done');
  });
});
