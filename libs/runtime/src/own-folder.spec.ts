import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForeignFolderError, ownFolder } from './own-folder';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'longshore-own-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

test('makes a folder, and takes the one that it made', () => {
  ownFolder(join(dir, 'ours'), 0o700);
  ownFolder(join(dir, 'ours'), 0o700);
  expect(statSync(join(dir, 'ours')).mode & 0o777).toBe(0o700);
});

test('refuses one that others may write to, and one that is elsewhere', () => {
  mkdirSync(join(dir, 'open'));
  chmodSync(join(dir, 'open'), 0o777);
  symlinkSync(dir, join(dir, 'link'));
  expect(() => ownFolder(join(dir, 'open'), 0o700)).toThrow(ForeignFolderError);
  expect(() => ownFolder(join(dir, 'link'), 0o700)).toThrow(
    `${join(dir, 'link')} was not made by this user: remove it`,
  );
});
