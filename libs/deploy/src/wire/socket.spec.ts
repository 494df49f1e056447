import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorOf } from '../testing/error-of';
import { coordinatorSocket } from './socket';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-socket-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const key = { workspace: '/a/workspace'.padEnd(200, '-'), run: '20260101T000000-abcdef', environment: 'local' };

test('each run, environment and workspace has a socket of its own, in a folder that is ours alone', () => {
  const socket = coordinatorSocket(key, folder);
  expect(coordinatorSocket(key, folder)).toBe(socket);
  for (const other of [{ run: 'x' }, { environment: 'staging' }, { workspace: '/b' }]) {
    expect(coordinatorSocket({ ...key, ...other }, folder)).not.toBe(socket);
  }
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
});

test('the path fits a Unix socket, however long that of the workspace is', () => {
  expect(Buffer.byteLength(coordinatorSocket(key, folder)) - Buffer.byteLength(folder)).toBeLessThan(60);
});

test('a folder that others may enter is refused', () => {
  chmodSync(dirname(coordinatorSocket(key, folder)), 0o755);
  expect(errorOf(() => coordinatorSocket(key, folder)).code).toBe('LS3201');
});
