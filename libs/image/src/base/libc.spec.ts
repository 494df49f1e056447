import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libcOf } from './libc';

describe('libcOf', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-libc-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('says what ldd says of the Node at hand', () => {
    const isMusl = execFileSync('ldd', [process.execPath]).includes('ld-musl-');
    expect(libcOf(process.execPath)).toBe(isMusl ? 'musl' : 'glibc');
  });

  onLinux('says musl of a program whose loader is that of musl', () => {
    const program = join(folder, 'node');
    const loader =
      /\/lib(?:64)?\/ld-[\w.-]+/.exec(readFileSync(process.execPath).toString('latin1', 0, 4096))?.[0] ?? '';
    const head = readFileSync(process.execPath).subarray(0, 4096).toString('latin1');
    writeFileSync(program, head.replace(loader, '/lib/ld-musl-x86_64.so.1'), 'latin1');
    expect(libcOf(program)).toBe('musl');
  });
});
