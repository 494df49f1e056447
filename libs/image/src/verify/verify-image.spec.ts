import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Evidence, type EvidenceRecord, type TestResults } from '@longshore/model';
import { createProcessRuntime, layoutSource } from '@longshore/runtime';
import { buildImage } from '../build/build-image';
import { imageFolder } from '../build/layout';
import { hexOf } from '../hash';
import { testInputs } from '../tests/projects';
import { testsClaim } from '../tests/tests-key';
import { leaveResults, passed } from '../testing/records';
import { FixtureWorkspace } from '../testing/workspace';
import { proveImage } from './prove-image';
import { verifyImage, type VerifyOptions } from './verify-image';

const jestConfig = `module.exports = { testMatch: ['<rootDir>/*.spec.js'] };`;

const containerTest = `
it('greets', async () => {
  const answer = await fetch(process.env.SERVICE_URL + '/hello');
  expect(await answer.text()).toBe('hello greeter 1.2.0, punctuation 1.0.3');
});
it.todo('says goodbye');
`;

describe('verifyImage', () => {
  const first = new FixtureWorkspace();
  let workspace: FixtureWorkspace;
  let output: PassThrough;

  beforeAll(async () => {
    await buildImage(first.hello);
    // Unpacks the base once for all the tests.
    const runtime = createProcessRuntime({ dir: join(first.folder, '.longshore/verify') });
    await runtime.prepare(layoutSource(imageFolder(first.hello)));
  });
  afterAll(() => first.remove());
  beforeEach(() => {
    output = new PassThrough({ encoding: 'utf8' });
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(first);
    symlinkSync(dirname(require.resolve('jest/package.json')), join(workspace.folder, 'node_modules/jest'));
    workspace.write('apps/hello/test/container/jest.config.cjs', jestConfig);
    workspace.write('apps/hello/test/container/hello.spec.js', containerTest);
  });
  afterEach(() => workspace.remove());

  /** What the target `test` leaves of a project for the sources as they are now. */
  const resultsOf = (root: string, results: Partial<TestResults> = {}) =>
    leaveResults(workspace, root, { passed: 7, skipped: ['later'], ...results });
  const unitTests = () => ['apps/hello', 'libs/words'].forEach((root) => resultsOf(root));
  const service = (spec: object) => {
    const whole = { kind: 'http', route: { paths: ['/hello'] }, rollout: { stopSeconds: 2 }, ...spec };
    workspace.write('apps/hello/service.json', JSON.stringify(whole));
  };
  const onRequest = (code: string, rest = `process.on('SIGTERM', () => server.close());`) =>
    workspace.write(
      'apps/hello/src/main.ts',
      `import { createServer } from 'node:http';
       const server = createServer((request, response) => { ${code} });
       server.listen(Number(process.env.PORT));
       ${rest}`,
    );
  const verifyAlone = async (options: VerifyOptions = {}) => {
    await buildImage(workspace.hello);
    return verifyImage(workspace.hello, undefined, { output, runtime: 'process', ...options });
  };
  const verify = (options?: VerifyOptions) => {
    unitTests();
    return verifyAlone(options);
  };

  it('refuses packages that are not those of the lockfile, also with evidence of an earlier run', async () => {
    const { predicate } = await verify();
    const file = join(workspace.folder, 'node_modules/punctuation/index.js');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}\nconsole.log("debug")`);
    await expect(verify()).rejects.toMatchObject({
      code: 'LS2012',
      why: expect.stringContaining('node_modules/punctuation/index.js: other content'),
      fix: 'npm ci',
    });
    writeFileSync(file, text);
    expect((await verify()).predicate).toEqual(predicate);
  });

  it('runs the container tests against the image and writes what passed', async () => {
    const image = await buildImage(workspace.hello);
    const evidence = await verify();
    expect(evidence.subject).toEqual([{ name: 'hello', digest: { sha256: hexOf(image.digest) } }]);
    expect(evidence.predicate).toEqual({
      service: 'hello',
      inputKey: image.inputKey,
      testsKey: testsClaim(workspace.hello).testsKey,
      projects: ['apps/hello', 'libs/words'].map((project) => ({
        project,
        inputs: testInputs(workspace.folder, project),
        tests: { passed: 7, failed: 0, skipped: 1 },
      })),
      container: { passed: 1, failed: 0, skipped: 1 },
      runtime: 'process',
      warnings: [expect.stringContaining('hello closes idle connections after 5 s')],
      finishedAt: expect.any(String),
      host: hostname(),
    });
    const written = readFileSync(join(workspace.folder, 'dist/evidence/hello.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(evidence);
  });

  it('does not run what is proven already, but runs changed tests', async () => {
    const evidence = await verify();
    expect(await verify()).toEqual(evidence);
    workspace.write('apps/hello/test/container/hello.spec.js', `it('is in vain', () => expect(1).toBe(2));`);
    await expect(verify()).rejects.toMatchObject({ code: 'LS2102' });
  });

  it('runs the same tests against the same image again where the declared environment changed', async () => {
    onRequest('response.end(process.env.GREETING)');
    workspace.write(
      'apps/hello/test/container/hello.spec.js',
      `it('greets', async () => expect(await (await fetch(process.env.SERVICE_URL)).text()).toBe('hey'));`,
    );
    service({ environment: { GREETING: 'hey' } });
    const { subject } = await verify();
    service({ environment: { GREETING: 'ho' } });
    expect(subject[0]?.digest.sha256).toBe(hexOf((await buildImage(workspace.hello)).digest));
    await expect(verify()).rejects.toMatchObject({ code: 'LS2102' });
  });

  it('gives the service its environment and PostgreSQL, and the tests the database', async () => {
    service({ uses: ['postgres'], environment: { GREETING: 'ahoy' } });
    onRequest(`response.end(process.env.GREETING + ' ' + process.env.DATABASE_URL)`);
    workspace.write(
      'apps/hello/test/container/hello.spec.js',
      `it('has both', async () => {
         const answer = await fetch(process.env.SERVICE_URL);
         expect(process.env.DATABASE_URL).toMatch(/^postgres/);
         expect(await answer.text()).toBe('ahoy ' + process.env.DATABASE_URL);
       });`,
    );
    expect((await verify()).predicate.container.passed).toBe(1);
  });

  it('shows how a service ended that does not stay up, with its last lines', async () => {
    workspace.write('apps/hello/src/main.ts', `console.log('no database'); process.exit(3);`);
    await expect(verify()).rejects.toMatchObject({
      code: 'LS2101',
      why: 'it ended by itself: exit code 3\nIts last lines:\n  no database',
    });
  });

  it.each([
    [
      'that fails',
      `it('fails', () => expect(1).toBe(2));`,
      /1 tests failed, in 1 files\nThe service: It wrote nothing/,
    ],
    ['that cannot be run', `require('./missing');`, /in 1 files/],
    ['that runs nothing', `it.todo('later');`, /no test ran/],
  ])('refuses an image with a container test %s', async (_, test, why) => {
    workspace.write('apps/hello/test/container/hello.spec.js', test);
    await expect(verify()).rejects.toMatchObject({ code: 'LS2102', why: expect.stringMatching(why) });
    expect(output.read()).toContain('hello.spec.js');
  });

  it('refuses an image without container tests', async () => {
    workspace.write('apps/hello/test/container/hello.spec.js', '');
    workspace.write('apps/hello/test/container/jest.config.cjs', `module.exports = { testMatch: ['<rootDir>/none'] };`);
    await expect(verify()).rejects.toMatchObject({ code: 'LS2102' });
  });

  it.each([
    ['drops requests under way', `process.on('SIGTERM', () => process.exit(0));`, /got no answer/],
    ['ends with another code', `process.on('SIGTERM', () => server.close(() => process.exit(4)));`, /exit code 4/],
    ['does not end', `process.on('SIGTERM', () => undefined);`, /still there 2 s after SIGTERM/],
    ['does not know the signal', '', /exit code 143 by SIGTERM/],
  ])('refuses an image that on SIGTERM %s', async (_, onSignal, why) => {
    service({});
    onRequest('response.end()', onSignal);
    workspace.write('apps/hello/test/container/hello.spec.js', `it('passes', () => undefined);`);
    await expect(verify()).rejects.toMatchObject({ code: 'LS2103', why: expect.stringMatching(why) });
  });

  it('refuses an image that is of other sources than those of now, whatever the tests say', async () => {
    await buildImage(workspace.hello);
    onRequest('response.end()');
    unitTests();
    await expect(verifyImage(workspace.hello)).rejects.toMatchObject({ code: 'LS2008', fix: 'npx nx image hello' });
  });

  describe('refuses where the unit tests of a project in the image', () => {
    const refusal = async (why: RegExp, roots: string) => {
      const fix = expect.stringContaining(`npx nx run-many -t test -p ${roots}`);
      await expect(verifyAlone()).rejects.toMatchObject({ code: 'LS2104', why: expect.stringMatching(why), fix });
    };

    beforeEach(() => unitTests());

    it.each<[string, string, Partial<TestResults>, RegExp]>([
      ['failed', 'apps/hello', { failed: 2, failedFiles: 1 }, /^apps\/hello: 2 tests failed, in 1 files$/],
      ['failed, a library', 'libs/words', { failed: 1, failedFiles: 1 }, /^libs\/words: 1 tests failed/],
      ['could not be loaded', 'libs/words', { failedFiles: 1 }, /in 1 files/],
      ['are all skipped', 'libs/words', { passed: 0, skipped: ['one', 'two'] }, /no test passed/],
      ['are focused', 'apps/hello', { focused: ['apps/hello/src/main.spec.ts'] }, /focused.*main\.spec\.ts/],
      ['ran on other sources', 'libs/words', { inputs: 'older' }, /the sources changed since/],
      [
        'ran with edited packages',
        'libs/words',
        { edited: 'node_modules/punctuation/index.js: other content' },
        /^libs\/words: they ran with other packages.*punctuation\/index\.js/,
      ],
      ['do not say on what they ran', 'libs/words', { inputs: undefined }, /the sources changed since/],
    ])('%s', async (_what, root, results, why) => {
      resultsOf(root, results);
      await refusal(why, root);
    });

    it('have not run, and names all of them at once', async () => {
      workspace.delete('dist/tests');
      await refusal(
        /^apps\/hello: dist\/tests\/apps\/hello\.json and .* are missing.*\nlibs\/words: /,
        'apps/hello,libs/words',
      );
    });

    it('left a file that is not a result', async () => {
      workspace.write('dist/tests/libs/words.json', '{"numPassedTests":7}');
      await refusal(/^libs\/words: .*are missing/, 'libs/words');
    });
  });

  it('records a library as untested only if its package.json says that it has no tests', async () => {
    const manifest = { name: '@fixture/words', version: '0.1.0', main: './src/index.ts' };
    const dependencies = { punctuation: '^1.0.0' };
    workspace.write(
      'libs/words/package.json',
      JSON.stringify({ ...manifest, dependencies, longshore: { tests: 'none' } }),
    );
    resultsOf('apps/hello');
    const { predicate } = await verifyAlone();
    expect(predicate.projects).toMatchObject([{ project: 'apps/hello' }, { project: 'libs/words', tests: 'none' }]);
  });

  describe('takes evidence that others left', () => {
    const left = async (change: Partial<Evidence['predicate']> = {}): Promise<EvidenceRecord> => {
      const image = await buildImage(workspace.hello);
      return { statement: passed(workspace, image, { host: 'ci', ...change }) };
    };

    it('for the same image and the same tests', async () => {
      const record = await left();
      expect(await verifyAlone({ others: () => Promise.resolve([record]) })).toEqual(record.statement);
      expect(readFileSync(join(workspace.folder, 'dist/evidence/hello.json'), 'utf8')).toContain('"host": "ci"');
    });

    it.each([
      ['is for older tests', { testsKey: 'older' }],
      ['is of a failed test', { container: { passed: 1, failed: 1, skipped: 0 } }],
      ['is of an image of other sources', { inputKey: 'other' }],
      [
        'lacks a library',
        { projects: [{ project: 'apps/hello', inputs: '', tests: { passed: 1, failed: 0, skipped: 0 } }] },
      ],
      ['is of another service', { service: 'other' }],
    ])('but not where it %s', async (_, change) => {
      const record = await left(change);
      expect((await verify({ others: () => Promise.resolve([record]) })).predicate.host).toBe(hostname());
    });
  });

  it.each([
    ['by its code', 'listen(Number(process.env.PORT), "127.0.0.1")', {}],
    ['as localhost', 'listen(Number(process.env.PORT), "localhost")', {}],
    ['by default', 'listen(Number(process.env.PORT), process.env.HOST ?? "127.0.0.1")', {}],
    ['by HOST', 'listen(Number(process.env.PORT), process.env.HOST)', { HOST: '127.0.0.1' }],
  ])('refuses a service that listens on the loopback only, %s, and names the cause', async (_, listen, environment) => {
    service({ environment });
    workspace.write(
      'apps/hello/src/main.ts',
      `import { createServer } from 'node:http';
       createServer((_, response) => response.end()).${listen};`,
    );
    await expect(verify()).rejects.toMatchObject({
      code: 'LS2014',
      what: expect.stringMatching(/^longshore-verify-hello-.* listens on (127\.0\.0\.1|::1) only$/),
      why: expect.stringContaining('port 8080'),
      fix: expect.stringContaining('listen on 0.0.0.0'),
    });
  });

  describe('waits and judges by service.json', () => {
    const quick = { intervalSeconds: 2, timeoutSeconds: 1, graceSeconds: 0 };
    const startsAfter = (milliseconds: number) => {
      workspace.write(
        'apps/hello/src/main.ts',
        `import { createServer } from 'node:http';
         const server = createServer((_, response) => response.end());
         setTimeout(() => server.listen(Number(process.env.PORT)), ${milliseconds});
         process.on('SIGTERM', () => server.close());`,
      );
      workspace.write('apps/hello/test/container/hello.spec.js', `it('passes', () => undefined);`);
    };

    it('refuses a service that starts later than its settings allow, and tells that nothing listens yet', async () => {
      startsAfter(300_000);
      service({ health: quick });
      await expect(verify()).rejects.toMatchObject({
        code: 'LS2101',
        why: expect.stringMatching(/^GET \/health answered ECONNREFUSED for 4 s: nothing listens on port 8080/),
      });
    });

    it('passes a service that starts slowly within its graceSeconds', async () => {
      startsAfter(6_000);
      service({ health: { ...quick, graceSeconds: 90 } });
      expect((await verify()).predicate.container.passed).toBe(1);
    });

    it('names the port that a service listens on instead of its own', async () => {
      workspace.write(
        'apps/hello/src/main.ts',
        `import { createServer } from 'node:http';
         const server = createServer((_, response) => response.end()).listen(0, '127.0.0.3', () =>
           console.log('at', server.address().port));`,
      );
      service({ health: quick });
      await expect(verify()).rejects.toMatchObject({
        code: 'LS2101',
        why: expect.stringMatching(/nothing listens on port 8080, but on (\d+): [^]*at \1/),
        fix: expect.stringMatching(/^listen on process.env.PORT, or set "port" in service.json to \d+$/),
      });
    });

    it.each([
      ['204', 204],
      ['200-299,404', 404],
    ])('passes a service whose health.codes are %s', async (codes, status) => {
      onRequest(`response.writeHead(${status}).end()`);
      workspace.write('apps/hello/test/container/hello.spec.js', `it('passes', () => undefined);`);
      service({ health: { codes } });
      expect((await verify()).predicate.container.passed).toBe(1);
    });

    it('refuses 200 where health.codes has another code', async () => {
      onRequest('response.end()');
      service({ health: { ...quick, codes: '204' } });
      await expect(verify()).rejects.toMatchObject({
        code: 'LS2101',
        why: expect.stringContaining('GET /health answered 200'),
        fix: expect.stringContaining('GET /health with 204'),
      });
    });

    it.each([
      ['passes', 0],
      ['fails', 1],
    ])('runs the check in the container, which %s', async (_, code) => {
      startsAfter(0);
      const command = ['CMD', 'node', '-e', `process.exit(${code})`];
      const containerHealth = { command, intervalSeconds: 5, timeoutSeconds: 2, retries: 1 };
      service({ containerHealth, health: quick });
      if (code === 0) expect((await verify()).predicate.container.passed).toBe(1);
      else
        await expect(verify()).rejects.toMatchObject({
          code: 'LS2101',
          fix: expect.stringContaining('containerHealth.command'),
        });
    });
  });

  it('refuses an image for another architecture that no engine here can run', async () => {
    const architecture = process.arch === 'arm64' ? 'x86_64' : 'arm64';
    const image = await buildImage(workspace.hello);
    service({ architecture });
    const runtime = createProcessRuntime({ dir: join(workspace.folder, '.longshore/verify') });
    const means = { runtime, output, signal: undefined };
    await expect(proveImage(workspace.hello, image, means)).rejects.toMatchObject({ code: 'LS2109' });
  });

  it('warns of no service that keeps idle connections longer than the load balancer does', async () => {
    onRequest('response.end()', `process.on('SIGTERM', () => server.close()); server.keepAliveTimeout = 65_000;`);
    workspace.write('apps/hello/test/container/hello.spec.js', `it('passes', () => undefined);`);
    expect((await verify()).predicate).not.toHaveProperty('warnings');
  });

  it('refuses a service whose secrets nobody here knows', async () => {
    service({ secrets: { API_KEY: 'api-key' } });
    await expect(verify()).rejects.toMatchObject({ code: 'LS2101', why: expect.stringContaining('API_KEY') });
  });

  it('stops when told to', async () => {
    await buildImage(workspace.hello);
    unitTests();
    await expect(verifyImage(workspace.hello, AbortSignal.abort(), { runtime: 'process' })).rejects.toThrow(/abort/);
  });
});
