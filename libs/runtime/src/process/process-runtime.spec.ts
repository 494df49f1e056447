import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { layoutSource } from '../image/layout-source';
import { type ImageSource, type Runtime, StartError } from '../runtime';
import { blob, type Layer, tarOf, writeImageLayout } from '../testing/image-layout';
import { describeRuntime } from '../testing/runtime-suite';
import { identify } from '../process-identity';
import { createProcessRuntime } from './process-runtime';

describeRuntime('the process runtime', {
  create: (dir) => createProcessRuntime({ dir }),
  base: () => Promise.resolve([]),
});

let dir: string;
let runtime: Runtime;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'longshore-process-'));
  runtime = createProcessRuntime({ dir: join(dir, 'state') });
});

afterEach(() => rmSync(dir, { recursive: true }));

let images = 0;

/** Writes an image with these layers, and tells which of its blobs are read. */
async function image(...layers: Layer[]): Promise<ImageSource & { opened: string[]; layers: string[] }> {
  const layout = join(dir, `image-${(images += 1)}`);
  const written = await writeImageLayout(layout, { layers, config: { WorkingDir: '/app', Cmd: ['node', 'main.js'] } });
  const source = layoutSource(layout);
  const opened: string[] = [];
  const open = (digest: string, signal?: AbortSignal): Promise<Readable> => {
    opened.push(digest);
    return source.open(digest, signal);
  };
  return { digest: source.digest, open, opened, layers: written.layers };
}

const rootOf = (digest: string) => join(dir, 'state', 'images', 'images', digest.slice('sha256:'.length), 'root');
const read = (digest: string, path: string) => readFileSync(join(rootOf(digest), path), 'utf8');

describe('an unpacked image', () => {
  test('holds what lies below the working directory, later layers over earlier ones', async () => {
    const { digest } = await runtime.prepare(
      await image({ 'bin/sh': 'shell', 'app/a': '1', 'app/dir/b': '1' }, { 'app/a': '2', './app/dir/c': '2' }),
    );
    expect(readdirSync(rootOf(digest))).toEqual(['app']);
    expect(['app/a', 'app/dir/b', 'app/dir/c'].map((path) => read(digest, path))).toEqual(['2', '1', '2']);
  });

  test('lacks what a later layer removes', async () => {
    const { digest } = await runtime.prepare(
      await image(
        { 'app/gone': '1', 'app/stays': '1', 'app/opaque/old': '1', 'app/folder/old': '1' },
        { 'app/.wh.gone': '', 'app/opaque/.wh..wh..opq': '', 'app/opaque/new': '2', 'app/folder': 'now a file' },
      ),
    );
    expect(readdirSync(join(rootOf(digest), 'app')).sort()).toEqual(['folder', 'opaque', 'stays']);
    expect(readdirSync(join(rootOf(digest), 'app/opaque'))).toEqual(['new']);
    expect(read(digest, 'app/folder')).toBe('now a file');
  });

  test('lacks all of a working directory that a later layer removes', async () => {
    const { digest } = await runtime.prepare(await image({ 'app/old': '1' }, { '.wh.app': '', 'app/new': '2' }));
    expect(readdirSync(join(rootOf(digest), 'app'))).toEqual(['new']);
  });

  test('keeps links inside the root, absolute ones made relative', async () => {
    const { digest } = await runtime.prepare(
      await image({
        'app/lib/x.js': 'x',
        'app/relative': { type: 'symlink', linkname: 'lib/x.js' },
        'app/bin/absolute': { type: 'symlink', linkname: '/app/lib/x.js' },
        'app/hard': { type: 'link', linkname: 'app/lib/x.js' },
      }),
    );
    expect(['relative', 'bin/absolute', 'hard'].map((path) => read(digest, `app/${path}`))).toEqual(['x', 'x', 'x']);
    expect(readlinkSync(join(rootOf(digest), 'app/bin/absolute'))).toBe('../lib/x.js');
  });

  test('is read-only, and executable where the image says so', async () => {
    const { digest } = await runtime.prepare(await image({ 'app/run': { mode: 0o755 }, 'app/data': { mode: 0o666 } }));
    const mode = (path: string) => lstatSync(join(rootOf(digest), path)).mode & 0o333;
    expect([mode('app/run'), mode('app/data')]).toEqual([0o111 & ~process.umask(), 0]);
  });

  test('takes an upper folder in the place of a lower link, without following it', async () => {
    const { digest } = await runtime.prepare(
      await image({ 'app/real/a': '1', 'app/dir': { type: 'symlink', linkname: 'real' } }, { 'app/dir/b': '2' }),
    );
    expect(readdirSync(join(rootOf(digest), 'app/real'))).toEqual(['a']);
    expect(readdirSync(join(rootOf(digest), 'app/dir'))).toEqual(['b']);
  });

  test('is read from plain tar as well as from gzip, and files of every size are whole', async () => {
    const sizes = { 'app/large': 'x'.repeat(700_000), 'app/small': 'y', 'app/empty': '' };
    for (const layer of [sizes, await tarOf(sizes)]) {
      const { digest } = await runtime.prepare(await image(layer));
      for (const [path, content] of Object.entries(sizes)) expect(read(digest, path) === content).toBe(true);
    }
  });
});

describe('layers that leave the root are refused', () => {
  test.each<[string, Layer]>([
    ['by an absolute name', { '/app/x': '' }],
    ['by ..', { 'app/../../x': '' }],
    ['by .. inside the root', { 'app/../x': '' }],
    ['by a link', { 'app/x': { type: 'symlink', linkname: '../../etc' } }],
    ['by an absolute link', { 'app/x': { type: 'symlink', linkname: '/../etc' } }],
    ['by writing through a link', { 'app/x': { type: 'symlink', linkname: 'y' }, 'app/x/z': '' }],
    ['by a hard link', { 'app/x': { type: 'link', linkname: '../../etc/passwd' } }],
    ['by a hard link to what is not in the layer', { 'app/x': { type: 'link', linkname: 'etc/passwd' } }],
    ['by a whiteout', { 'app/.wh...': '' }],
    ['by a link in the place of the working directory', { app: { type: 'symlink', linkname: 'etc' } }],
  ])('%s', async (_, layer) => {
    await expect(runtime.prepare(await image(layer))).rejects.toMatchObject({
      name: 'PullError',
      message: expect.stringMatching(/^(layer|the working directory)/),
    });
    expect(readdirSync(join(dir, 'state', 'images', 'scratch'))).toEqual([]);
  });
});

test('a layer that would fill the disk is refused at the first word of it', async () => {
  const tar = await tarOf({ 'app/huge': '' });
  // The size as tar writes what is beyond 8 GiB: a set bit, then binary.
  tar[124] = 0x80;
  tar.writeBigUInt64BE(21n * 2n ** 30n, 128);
  tar.write(' '.repeat(8), 148, 'latin1');
  const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  await expect(runtime.prepare(await image(tar))).rejects.toMatchObject({
    name: 'PullError',
    message: expect.stringContaining('no space left on device'),
  });
});

describe('preparing', () => {
  test('reads a layer once for all images that share it, and nothing of an image that is here', async () => {
    const base = { 'usr/bin/node': 'binary' };
    const [first, second] = [await image(base, { 'app/main.js': '1' }), await image(base, { 'app/main.js': '2' })];
    await runtime.prepare(first);
    await runtime.prepare(second);
    expect(first.opened).toEqual(expect.arrayContaining(first.layers));
    expect(second.opened).not.toContain(second.layers[0]);
    second.opened.length = 0;
    await createProcessRuntime({ dir: join(dir, 'state') }).prepare(second);
    expect(second.opened).toEqual([]);
  });

  test('shares files between images', async () => {
    const deps = { 'app/node_modules/x/index.js': 'x' };
    const one = await runtime.prepare(await image(deps, { 'app/main.js': '1' }));
    const two = await runtime.prepare(await image(deps, { 'app/main.js': '2' }));
    const inode = (digest: string) => lstatSync(join(rootOf(digest), 'app/node_modules/x/index.js')).ino;
    expect(inode(one.digest)).toBe(inode(two.digest));
  });

  test('runtimes that share a folder may prepare the same image at the same time', async () => {
    const source = await image({ 'app/a': 'a' }, { 'app/b': 'b' });
    const others = Array.from({ length: 4 }, () => createProcessRuntime({ dir: join(dir, 'state') }));
    await Promise.all([runtime, ...others].map((each) => each.prepare(source)));
    expect([read(source.digest, 'app/a'), read(source.digest, 'app/b')]).toEqual(['a', 'b']);
    expect(readdirSync(join(dir, 'state', 'images', 'scratch'))).toEqual([]);
  });

  test('refuses a layer that is not what its digest says', async () => {
    const source = await image({ 'app/a': 'a' });
    const other = await image({ 'app/a': 'b' });
    const lying: ImageSource = {
      digest: source.digest,
      open: (digest) => (digest === source.layers[0] ? other.open(other.layers[0] ?? '') : source.open(digest)),
    };
    await expect(runtime.prepare(lying)).rejects.toThrow(`${source.layers[0]} does not match its content`);
    await expect(runtime.prepare(source)).resolves.toMatchObject({ digest: source.digest });
  });

  test('takes the manifest for this machine from an index', async () => {
    const source = await image({ 'app/a': 'a' });
    const layout = join(dir, `image-${images}`);
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const manifests = [
      { digest: `sha256:${'1'.repeat(64)}`, platform: { os: 'windows', architecture } },
      { digest: source.digest, platform: { os: 'linux', architecture } },
    ];
    const index = blob(layout, Buffer.from(JSON.stringify({ manifests })));
    writeFileSync(join(layout, 'index.json'), JSON.stringify({ manifests: [index] }));
    expect((await runtime.prepare(layoutSource(layout))).digest).toBe(source.digest);
  });

  test('ends with its signal', async () => {
    const source = await image({ 'app/a': 'a' });
    const controller = new AbortController();
    const hanging: ImageSource = {
      digest: source.digest,
      open: () => {
        controller.abort(new Error('enough'));
        return new Promise(() => undefined);
      },
    };
    await expect(runtime.prepare(hanging, controller.signal)).rejects.toThrow('enough');
  });
});

describe('a container that is a process', () => {
  const start = async (files: Record<string, string>, entryPoint?: string[]) => {
    const prepared = await runtime.prepare(await image(files));
    const spec = { name: 'longshore-test', image: prepared, environment: {}, ports: [] };
    return runtime.start({ ...spec, ...(entryPoint ? { entryPoint } : {}) });
  };

  test('ends with all that it started', async () => {
    const container = await start({
      'app/main.js': `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
        console.log(child.pid); setInterval(() => {}, 1000)`,
    });
    const pid = await new Promise<number>((resolve) => container.onLog(({ text }) => resolve(Number(text))));
    await container.kill('SIGKILL');
    await container.exited;
    await gone(pid);
  });

  test('refuses what is no program', async () => {
    await expect(start({ 'app/data': 'text' }, ['./data'])).rejects.toThrow(StartError);
    await expect(start({ 'app/data': 'text' }, ['./data'])).rejects.toThrow('exec ./data: exec format error');
  });

  test('runs a program of the image', async () => {
    const container = await runtime.start({
      name: 'longshore-test',
      image: await runtime.prepare(await image({ 'app/run': { mode: 0o755, content: '#!/bin/sh\nexit 4\n' } })),
      entryPoint: ['./run'],
      environment: {},
      ports: [],
    });
    expect(await container.exited).toMatchObject({ code: 4 });
  });

  test('leaves no record behind when it has ended', async () => {
    const container = await start({ 'app/main.js': '' });
    await container.exited;
    expect(readdirSync(join(dir, 'state', 'containers'))).toEqual([]);
  });
});

describe('cleaning up', () => {
  const script = `
    const { createProcessRuntime } = require('./process-runtime.ts');
    const { layoutSource } = require('../image/layout-source.ts');
    const [, dir, layout] = process.argv;
    (async () => {
      const runtime = createProcessRuntime({ dir });
      const image = await runtime.prepare(layoutSource(layout));
      const container = await runtime.start({ name: 'left', image, environment: {}, ports: [] });
      console.log(container.id);
    })();`;

  test('ends what a former life left running, and removes what it left half made', async () => {
    const source = await image({ 'app/main.js': 'setInterval(() => {}, 1000)' });
    const former = spawn(
      process.execPath,
      ['-r', '@swc-node/register', '-e', script, join(dir, 'state'), join(dir, `image-${images}`)],
      { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const left = Number(await firstLine(former));
    former.kill('SIGKILL');
    await new Promise((resolve) => former.once('exit', resolve));
    const halfMade = join(dir, 'state', 'images', 'scratch', `${former.pid}-half`);
    writeFileSync(halfMade, '');
    await runtime.cleanUp();
    await gone(left);
    expect(existsSync(halfMade)).toBe(false);
    expect(readdirSync(join(dir, 'state', 'containers'))).toEqual([]);
    expect(source.digest).toBeDefined();
  });

  test('does not touch a process that has got the number of one that ended', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    const record = { child: { pid: bystander.pid, startedAt: '1' } };
    mkdirSync(join(dir, 'state', 'containers'), { recursive: true });
    writeFileSync(join(dir, 'state', 'containers', 'old.json'), JSON.stringify(record));
    await runtime.cleanUp();
    bystander.kill('SIGUSR2');
    expect(await new Promise((resolve) => bystander.once('exit', (_, signal) => resolve(signal)))).toBe('SIGUSR2');
    expect(readdirSync(join(dir, 'state', 'containers'))).toEqual([]);
  });
});

/** Waits until no process has this id; one that has ended but was not collected yet counts as gone. */
async function gone(pid: number): Promise<void> {
  while (await identify(pid)) await setTimeout(5);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())));
}

test('says in its log what it does not enforce', async () => {
  const prepared = await runtime.prepare(await image({ 'app/main.js': '' }));
  const base = { image: prepared, environment: {}, ports: [], memoryMiB: 64 };
  const ulimits = [{ name: 'nofile', soft: 10, hard: 10 }];
  const asking = await runtime.start({ ...base, name: 'asking', user: '1000', readonlyRoot: true, ulimits });
  const plain = await runtime.start({ ...base, name: 'plain' });
  await Promise.all([asking.exited, plain.exited]);
  const lines: string[] = [];
  asking.onLog(({ text }) => lines.push(text));
  plain.onLog(({ text }) => lines.push(text));
  expect(lines).toEqual(['not enforced, since no engine runs this container: user, ulimits']);
});
