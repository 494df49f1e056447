import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorOf } from '../testing/error-of';
import { readLockfile } from './lockfile';

describe('readLockfile', () => {
  let workspace: string;
  beforeEach(() => void (workspace = mkdtempSync(join(tmpdir(), 'longshore-lockfile-'))));
  afterEach(() => rmSync(workspace, { recursive: true }));

  const write = (file: string, content: string) => writeFileSync(join(workspace, file), content);
  const failure = (why: RegExp) => ({ code: 'LS2001', why: expect.stringMatching(why) });

  it('says where each package is', () => {
    write('package-lock.json', '{"lockfileVersion":3,"packages":{"node_modules/x":{"version":"1.0.0"}}}');
    expect(readLockfile(workspace).get('node_modules/x')).toEqual({ version: '1.0.0' });
  });

  it('refuses a workspace without one', () => {
    expect(errorOf(() => readLockfile(workspace))).toMatchObject(failure(/looked in/));
  });

  it('names the other package manager', () => {
    write('pnpm-lock.yaml', '');
    expect(errorOf(() => readLockfile(workspace))).toMatchObject(failure(/pnpm-lock\.yaml: only npm/));
  });

  it('refuses the format of npm 6', () => {
    write('package-lock.json', '{"lockfileVersion":1,"dependencies":{}}');
    expect(errorOf(() => readLockfile(workspace))).toMatchObject(failure(/lockfileVersion is 1/));
  });

  it('refuses a file that is cut short', () => {
    write('package-lock.json', '{"lockfileVersion":3,');
    expect(errorOf(() => readLockfile(workspace))).toMatchObject(failure(/JSON/));
  });
});
