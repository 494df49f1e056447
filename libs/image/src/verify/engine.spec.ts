import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Digest } from '@longshore/model';
import { type Runtime } from '@longshore/runtime';
import { engineTestsRun, nodeBase, writeImageLayout } from '@longshore/runtime/src/testing';
import { buildImage } from '../build/build-image';
import { imageFolder } from '../build/layout';
import { hexOf } from '../hash';
import { leaveResults } from '../testing/records';
import { FixtureWorkspace } from '../testing/workspace';
import { pickRuntime } from './pick-runtime';
import { proveImage } from './prove-image';
import { verifyImage, type VerifyOptions } from './verify-image';

jest.setTimeout(120_000);

/** The head of a program for Linux on a machine, by its number in ELF. */
function programFor(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}

const runs = engineTestsRun('verifying an image on an engine');

(runs ? describe : describe.skip)('verifyImage on an engine', () => {
  const workspace = new FixtureWorkspace();
  let digest: Digest;

  beforeAll(() => {
    symlinkSync(dirname(require.resolve('jest/package.json')), join(workspace.folder, 'node_modules/jest'));
    const jestConfig = `module.exports = { testMatch: ['<rootDir>/*.spec.js'] };`;
    workspace.write('apps/hello/test/container/jest.config.cjs', jestConfig);
  });
  afterAll(async () => {
    await (await pickRuntime(workspace.hello, 'docker')).prune(() => false);
    workspace.remove();
  });

  const verify = async (main: string, options: VerifyOptions = {}, host = 'undefined') => {
    workspace.write(
      'apps/hello/src/main.ts',
      `import { createServer } from 'node:http';
       import { writeFileSync } from 'node:fs';
       const server = createServer((request, response) => { ${main} });
       server.listen(Number(process.env.PORT), ${host});
       process.on('SIGTERM', () => server.close());`,
    );
    for (const root of ['apps/hello', 'libs/words']) leaveResults(workspace, root);
    digest = (await buildImage(workspace.hello)).digest;
    return verifyImage(workspace.hello, undefined, { output: new PassThrough(), ...options });
  };
  const containerTest = (code: string) =>
    workspace.write('apps/hello/test/container/hello.spec.js', `it('answers', async () => { ${code} });`);

  it('runs it as no root and where it can write to /tmp alone, and stops it gracefully', async () => {
    containerTest(`const answer = await fetch(process.env.SERVICE_URL + '/write');
                   expect(await answer.json()).toEqual({ uid: 65532, error: 'EROFS' });`);
    const evidence = await verify(
      `if (request.url !== '/write') return response.end();
       writeFileSync('/tmp/file', 'written');
       try { writeFileSync('/app/file', ''); response.end('{}'); }
       catch ({ code }) { response.end(JSON.stringify({ uid: process.getuid?.(), error: code })); }`,
    );
    expect(evidence.predicate.runtime).toBe('docker');
    // Other workspaces may verify a service of that name on the same engine: the name ends in the process that asks.
    const own = `name=^longshore-verify-hello-.*-${process.pid}$`;
    expect(execFileSync('docker', ['ps', '--all', '--quiet', '--filter', own]).toString()).toBe('');
  });

  it('lets it write where its service.json says so; of a service, the engine keeps the newest image alone', async () => {
    const kept = () =>
      execFileSync('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'longshore-image/*']).toString();
    const first = hexOf(digest);
    expect(kept()).toContain(first);
    const spec = { kind: 'http', route: { paths: ['/hello'] }, readonlyRootFilesystem: false };
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    containerTest(`expect((await fetch(process.env.SERVICE_URL + '/write')).status).toBe(200);`);
    await verify(`if (request.url === '/write') writeFileSync('/tmp/file', ''); response.end();`);
    expect(kept()).not.toContain(first);
    expect(kept()).toContain(hexOf(digest));
  });

  it('proves again what only a process has proven, and never the other way', async () => {
    containerTest('expect(1).toBe(1);');
    const process = await verify('response.end()', { runtime: 'process' });
    expect(process.predicate.runtime).toBe('process');
    const docker = await verify('response.end()');
    expect(docker.predicate.runtime).toBe('docker');
    expect(await verify('response.end()', { runtime: 'process' })).toEqual(docker);
  });

  it('refuses a service that listens on the loopback only, and names the cause', async () => {
    containerTest('expect(1).toBe(1);');
    await expect(verify(`response.end()`, {}, `'127.0.0.1'`)).rejects.toMatchObject({
      code: 'LS2014',
      what: expect.stringContaining('listens on 127.0.0.1 only'),
    });
  });

  it('refuses an image for another architecture that the engine cannot run, with where it can be verified', async () => {
    const [architecture, ociName, machine] =
      process.arch === 'arm64' ? (['x86_64', 'amd64', 62] as const) : (['arm64', 'arm64', 183] as const);
    const spec = { kind: 'http', route: { paths: ['/hello'] }, architecture };
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    const node = { mode: 0o755, content: programFor(machine) };
    const { digest: other } = await writeImageLayout(imageFolder(workspace.hello), {
      layers: [{ 'usr/local/bin/node': node, 'app/main.js': '' }],
      config: { User: '65532:65532', WorkingDir: '/app', Cmd: ['/usr/local/bin/node', 'main.js'] },
      architecture: ociName,
    });
    const image = { service: 'hello', digest: other as Digest, inputKey: '', size: 0, layers: [] };
    const runtime = await pickRuntime(workspace.hello, 'docker');
    const means = { runtime, output: new PassThrough(), signal: undefined };
    await expect(proveImage(workspace.hello, image, means)).rejects.toMatchObject({
      code: 'LS2109',
      fix: expect.stringContaining(`on a machine with ${architecture}`),
    });
  });

  it('refuses a service that ends before the engine has given it an address', async () => {
    const spec = { kind: 'http', route: { paths: ['/hello'] } };
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    const { digest: ending } = await writeImageLayout(imageFolder(workspace.hello), {
      layers: [nodeBase(), { 'app/main.js': `console.log('no database'); process.exit(3)` }],
      config: { User: '65532:65532', WorkingDir: '/app', Cmd: ['/usr/local/bin/node', 'main.js'] },
    });
    const image = { service: 'hello', digest: ending as Digest, inputKey: '', size: 0, layers: [] };
    const runtime = await pickRuntime(workspace.hello, 'docker');
    const late: Runtime = {
      ...runtime,
      start: async (started, signal) => {
        const container = await runtime.start(started, signal);
        await container.exited;
        container.address = (port) => {
          throw new Error(`${container.name} does not declare port ${port}`);
        };
        return container;
      },
    };
    const means = { runtime: late, output: new PassThrough(), signal: undefined };
    await expect(proveImage(workspace.hello, image, means)).rejects.toMatchObject({
      code: 'LS2101',
      why: expect.stringMatching(/^it ended by itself: exit code 3[^]*no database/),
    });
  });

  it('warns of a service that closes idle connections too soon', async () => {
    containerTest('expect(2).toBe(2);');
    expect((await verify('response.end()')).predicate.warnings).toEqual([
      expect.stringContaining('hello closes idle connections after 5 s'),
    ]);
  });

  it('shows what the service wrote where a test fails', async () => {
    containerTest(`await fetch(process.env.SERVICE_URL); expect(1).toBe(2);`);
    await expect(verify(`console.log('asked for', request.url); response.end()`)).rejects.toMatchObject({
      code: 'LS2102',
      why: expect.stringMatching(/The service: Its last lines:\n[^]*asked for/),
    });
  });
});
