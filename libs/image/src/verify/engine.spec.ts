import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Digest } from '@longshore/model';
import { engineTestsRun } from '@longshore/runtime/src/testing';
import { buildImage } from '../build/build-image';
import { hexOf } from '../hash';
import { leaveResults } from '../testing/records';
import { FixtureWorkspace } from '../testing/workspace';
import { pickRuntime } from './pick-runtime';
import { verifyImage, type VerifyOptions } from './verify-image';

jest.setTimeout(120_000);

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
    const left = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'name=longshore-verify-hello']);
    expect(left.toString()).toBe('');
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
