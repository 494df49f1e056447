import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectRuntime } from './detect-runtime';
import { engineAddress } from './docker/engine';

let dir: string;
const before = process.env['DOCKER_HOST'];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'longshore-detect-'));
});

afterEach(() => {
  if (before === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = before;
  rmSync(dir, { recursive: true });
});

test('takes the engine where one answers', async () => {
  const engine = createServer((_, response) => response.end('OK'));
  await new Promise<void>((resolve) => engine.listen(join(dir, 'engine.sock'), resolve));
  process.env['DOCKER_HOST'] = `unix://${join(dir, 'engine.sock')}`;
  expect((await detectRuntime('auto', { dir })).kind).toBe('docker');
  expect((await detectRuntime('process', { dir })).kind).toBe('process');
  engine.close();
});

test('takes processes where none does, unless an engine is demanded', async () => {
  process.env['DOCKER_HOST'] = `unix://${join(dir, 'nobody.sock')}`;
  expect((await detectRuntime('auto', { dir })).kind).toBe('process');
  await expect(detectRuntime('docker', { dir })).rejects.toThrow(/^no Docker Engine answers at unix:/);
});

test.each([
  ['', { socketPath: '/var/run/docker.sock' }],
  ['unix:///run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
  ['tcp://127.0.0.1:2376', { host: '127.0.0.1', port: 2376 }],
  ['tcp://127.0.0.1', { host: '127.0.0.1', port: 2375 }],
  ['ssh://me@there', undefined],
])('DOCKER_HOST %p means %p', (text, address) => {
  expect(engineAddress(text)).toEqual(address);
});
