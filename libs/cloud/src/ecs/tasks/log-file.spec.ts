import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file';

describe('the log of a task', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-log-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps the newest lines, whole, within a megabyte', async () => {
    const path = join(folder, 'below', 'task.log');
    const log = new LogFile(path);
    for (let line = 0; line < 30_000; line += 1) {
      log.add(`${line} ${'x'.repeat(90)}`);
      if (line % 1000 === 0) await log.flush();
    }
    await log.flush();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^29999 x{90}$/);
    expect(lines[0]).toMatch(/^\d+ x{90}$/);
    expect(lines.join('\n').length).toBeLessThan(1024 * 1024);
    expect(lines.length).toBeGreaterThan(1000);
  });

  it('loses lines, not the task, where it cannot be written', async () => {
    const log = new LogFile(join(folder, 'a\0b', 'task.log'));
    log.add('lost');
    await expect(log.flush()).resolves.toBeUndefined();
  });
});
