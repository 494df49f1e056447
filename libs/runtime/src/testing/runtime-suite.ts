import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutSource } from '../image/layout-source';
import {
  type Container,
  type ContainerSpec,
  type Health,
  type ImageConfig,
  type PreparedImage,
  PullError,
  type Runtime,
  StartError,
} from '../runtime';
import { type Layer, writeImageLayout } from './image-layout';

/** What the suite needs to know of a runtime. */
export interface RuntimeUnderTest {
  create: (dir: string) => Runtime;
  /** Layers under the test's own, lowest first: an engine needs a Node there. */
  base: () => Promise<Layer[]>;
}

/** What every runtime does alike: one suite, run against each. */
export function describeRuntime(name: string, { create, base }: RuntimeUnderTest): void {
  describe(name, () => {
    let layout: string;
    let lowest: Layer[];
    let dir: string;
    let runtime: Runtime;
    const started: Container[] = [];
    const runtimes: Runtime[] = [];

    beforeAll(async () => {
      layout = mkdtempSync(join(tmpdir(), 'longshore-images-'));
      lowest = await base();
    });

    afterAll(async () => {
      // Only now: an engine takes long over the lowest layer, which the images share.
      for (const each of runtimes) await each.prune(() => false);
      rmSync(layout, { recursive: true });
    });

    beforeEach(() => {
      dir = mkdtempSync(join(tmpdir(), 'longshore-runtime-'));
      runtime = create(join(dir, 'state'));
      runtimes.push(runtime);
    });

    afterEach(async () => {
      await Promise.all(started.splice(0).map((container) => container.remove()));
      await runtime.cleanUp();
      rmSync(dir, { recursive: true });
    });

    /** An image whose /app/main.js is this script. */
    const prepare = async (script: string, config: ImageConfig = {}) => {
      await writeImageLayout(layout, {
        layers: [...lowest, { 'app/main.js': script, 'app/data.txt': 'from the image' }],
        config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'], ...config },
      });
      return runtime.prepare(layoutSource(layout));
    };

    const start = async (
      script: string,
      { config, ...spec }: Partial<ContainerSpec> & { config?: ImageConfig } = {},
    ) => {
      const image = await prepare(script, config);
      const unique = `longshore-test-${process.pid}-${started.length}-${Date.now()}`;
      const container = await runtime.start({ name: unique, image, environment: {}, ports: [], ...spec });
      started.push(container);
      return container;
    };

    const line = (container: Container, text: string) =>
      new Promise<void>((resolve) => container.onLog((written) => void (written.text === text && resolve())));

    const output = async (container: Container) => {
      await container.exited;
      const texts: string[] = [];
      container.onLog(({ stream, text }) => texts.push(`${stream} ${text}`))();
      return texts;
    };

    test('runs the command of the image in its working directory and tells the exit code', async () => {
      const container = await start(`console.log(require('fs').readFileSync('data.txt', 'utf8')); process.exit(3)`);
      expect(await container.exited).toEqual({ code: 3, outOfMemory: false });
      expect(await output(container)).toEqual(['stdout from the image']);
    });

    test('replaces entry point and command where the container says so', async () => {
      const container = await start('', { entryPoint: ['node', '-e'], command: ['console.log("instead")'] });
      expect(await output(container)).toEqual(['stdout instead']);
    });

    test('an argument may name a file of the image by its absolute path', async () => {
      const script = `console.log(require('fs').readFileSync(process.argv[2], 'utf8'))`;
      const container = await start(script, { command: ['/app/main.js', '/app/data.txt'] });
      expect(await output(container)).toEqual(['stdout from the image']);
    });

    test('sets the environment of the image and over it that of the container, and nothing of ours', async () => {
      process.env['LONGSHORE_TEST_SECRET'] = 'ours';
      const names = `['A', 'B', 'LONGSHORE_TEST_SECRET'].map((name) => process.env[name]).join()`;
      const container = await start(`console.log(${names})`, {
        config: { Env: ['A=image', 'B=image'] },
        environment: { B: 'container' },
      });
      delete process.env['LONGSHORE_TEST_SECRET'];
      expect(await output(container)).toEqual(['stdout image,container,']);
    });

    test('makes a declared port reachable', async () => {
      const container = await start(
        `require('http').createServer((_, response) => response.end('hello'))
           .listen(process.env.PORT, process.env.HOST, () => console.log('listening'))`,
        { config: { Env: ['PORT=3000'] }, environment: { HOST: '0.0.0.0' }, ports: [3000] },
      );
      await line(container, 'listening');
      expect(await bodyOf(container.address(3000))).toBe('hello');
    });

    test.each([
      ['127.0.0.1', false],
      ['localhost', false],
      ['0.0.0.0', true],
      [undefined, true],
    ])(
      'tells what a container listens on, and reaches it only if that is not the loopback: %s',
      async (at, reached) => {
        const container = await start(
          `require('http').createServer((_, response) => response.end('hello'))
           .listen({ port: process.env.PORT, host: ${JSON.stringify(at)} }, () => console.log('listening'))`,
          { config: { Env: ['PORT=3000'] }, ports: [3000] },
        );
        await line(container, 'listening');
        expect(await container.listening?.(3000)).toEqual([
          expect.stringMatching(reached ? /^(0\.0\.0\.0|::)$/ : /^(127\.0\.0\.1|::1)$/),
        ]);
        const answer = await bodyOf(container.address(3000)).catch(() => undefined);
        expect(answer).toBe(reached ? 'hello' : undefined);
      },
    );

    test('tells every port that a container listens on, by the numbers that it declares', async () => {
      const container = await start(
        `const at = (port, then) => require('http').createServer().listen(port, '0.0.0.0', then);
         at(process.env.PORT, () => { const other = at(0, () => console.log(other.address().port)) })`,
        { config: { Env: ['PORT=3000'] }, ports: [3000] },
      );
      const other = await new Promise<string>((resolve) => container.onLog(({ text }) => resolve(text)));
      expect((await container.listeningPorts?.())?.sort()).toEqual([3000, Number(other)].sort());
    });

    test('gives each container a /tmp of its own, where its health check looks too', async () => {
      const file = `require('os').tmpdir() + '/mark'`;
      const test = ['CMD', 'node', '-e', `fs.accessSync(${file})`];
      const check = { test, intervalSeconds: 1, timeoutSeconds: 30, retries: 30, startPeriodSeconds: 0 };
      const options = { tmpfs: [{ path: '/tmp', sizeMiB: 16 }], healthCheck: check };
      const begin = (script: string) => start(`${script}; setInterval(() => {}, 1e5)`, options);
      const marked = await begin(`require('fs').writeFileSync(${file}, ''); console.log('marked')`);
      await line(marked, 'marked');
      const other = await begin(`console.log(require('fs').existsSync(${file}))`);
      await line(other, 'false');
      await new Promise<void>((resolve) => marked.onHealth((health) => void (health === 'healthy' && resolve())));
    });

    test('tells the CPU time that a container got', async () => {
      const container = await start(
        `for (const start = process.cpuUsage().user; process.cpuUsage().user < start + 2e5;);
         console.log('worked'); setInterval(() => {}, 1e5)`,
      );
      await line(container, 'worked');
      const { ran, waited } = (await container.cpuTime?.()) ?? { ran: 0, waited: -1 };
      expect(ran).toBeGreaterThan(150);
      expect(waited).toBeGreaterThanOrEqual(0);
    });

    test('gives late listeners what was written, by stream, line by line, the unfinished one last', async () => {
      const container = await start(`console.error('é'); process.stderr.write('end')`);
      expect(await output(container)).toEqual(['stderr é', 'stderr end']);
    });

    test('a listener that ended hears no more', async () => {
      const container = await start(`setInterval(() => console.log('tick'), 1)`);
      await line(container, 'tick');
      let heard = 0;
      container.onLog(() => (heard += 1))();
      const before = heard;
      await container.stop(0);
      expect(heard).toBe(before);
    });

    test('stops with the stop signal of the image', async () => {
      const container = await start(`process.on('SIGINT', () => process.exit(7)); ${serving}`, {
        config: { StopSignal: 'SIGINT' },
      });
      await line(container, 'ready');
      expect(await container.stop(30)).toMatchObject({ code: 7 });
    });

    test('stops with SIGTERM where the image names no signal', async () => {
      const container = await start(`process.on('SIGTERM', () => process.exit(8)); ${serving}`);
      await line(container, 'ready');
      expect(await container.stop(30)).toMatchObject({ code: 8 });
    });

    test('kills what does not stop in time', async () => {
      const container = await start(`process.on('SIGTERM', () => console.log('not now')); ${serving}`);
      await line(container, 'ready');
      expect(await container.stop(0.1)).toMatchObject({ code: 137, outOfMemory: false });
    });

    test('passes a signal on', async () => {
      const container = await start(`process.on('SIGHUP', () => process.exit(9)); ${serving}`);
      await line(container, 'ready');
      await container.kill('SIGHUP');
      expect(await container.exited).toMatchObject({ code: 9 });
    });

    test('what has ended can be stopped, killed and removed', async () => {
      const container = await start('');
      await container.exited;
      expect(await container.stop(1)).toMatchObject({ code: 0 });
      await container.kill('SIGKILL');
      await container.remove();
      await container.remove();
    });

    describe('a health check', () => {
      const often = { intervalSeconds: 0.1, timeoutSeconds: 30, retries: 2, startPeriodSeconds: 0 };

      const becomes = (container: Container, wanted: Health) =>
        new Promise<void>((resolve) => {
          container.onHealth((health) => void (health === wanted && resolve()));
        });

      test('is run in the container, and tells when its answer changes', async () => {
        const container = await start(answeringInTurns, {
          config: { Env: ['PORT=3000', 'HOST=0.0.0.0'] },
          ports: [3000],
          healthCheck: { ...often, test: ['CMD', 'node', '-e', asking] },
        });
        const seen: Health[] = [];
        container.onHealth((health) => seen.push(health));
        await becomes(container, 'healthy');
        await container.kill('SIGHUP');
        await becomes(container, 'unhealthy');
        await container.kill('SIGHUP');
        await becomes(container, 'healthy');
        expect(seen).toEqual(['starting', 'healthy', 'unhealthy', 'healthy']);
      });

      test('has the environment and the files of the container', async () => {
        const script = `process.exit(process.env.A === 'b' && require('fs').existsSync('data.txt') ? 0 : 1)`;
        const healthCheck = { ...often, test: ['CMD', 'node', '-e', script] };
        await becomes(await start(serving, { environment: { A: 'b' }, healthCheck }), 'healthy');
      });

      test('has failed when it takes too long', async () => {
        const test = ['CMD', 'node', '-e', 'setInterval(() => {}, 1000)'];
        await becomes(await start(serving, { healthCheck: { ...often, test, timeoutSeconds: 0.2 } }), 'unhealthy');
      });

      test('has failed where there is no such program', async () => {
        await becomes(await start(serving, { healthCheck: { ...often, test: ['CMD', 'nonesuch'] } }), 'unhealthy');
      });

      test('says nothing where there is none', async () => {
        const container = await start(serving);
        const seen: Health[] = [];
        container.onHealth((health) => seen.push(health));
        await line(container, 'ready');
        expect(seen).toEqual([]);
      });
    });

    test('refuses a program that the image does not have', async () => {
      await expect(start('', { entryPoint: ['/app/missing'] })).rejects.toThrow(StartError);
      await expect(start('', { entryPoint: ['/app/missing'] })).rejects.toThrow(/no such file or directory/);
      await expect(start('', { entryPoint: ['nonesuch'] })).rejects.toThrow(/executable file not found in \$PATH/);
    });

    test('refuses an image that is not there', async () => {
      await writeImageLayout(layout, { layers: [{ 'app/main.js': '' }] });
      const missing = { ...layoutSource(layout), digest: `sha256:${'0'.repeat(64)}` };
      await expect(runtime.prepare(missing)).rejects.toThrow(PullError);
    });

    test('an image is prepared once, whoever asks at the same time', async () => {
      const [one, two] = await Promise.all([prepare('console.log(1)'), prepare('console.log(1)')]);
      expect(one).toEqual(two);
    });

    test('prunes the images that are not needed, of its own alone', async () => {
      const needed = await prepare(serving);
      const other = create(join(dir, 'other'));
      runtimes.push(other);
      const theirs = await other.prepare(layoutSource(layout));
      const unneeded = await prepare(`${serving} // no more`);
      await other.prepare(layoutSource(layout));
      await runtime.prune((digest) => digest === needed.digest);
      const startAs = (name: string, image: PreparedImage, by = runtime) =>
        by.start({ name: `longshore-prune-${process.pid}-${name}`, image, environment: {}, ports: [] });
      await expect(startAs('gone', unneeded)).rejects.toThrow(StartError);
      started.push(await startAs('kept', needed));
      started.push(await startAs('theirs', theirs, other), await startAs('same', unneeded, other));
      // What a container uses stays even so, and what went can come again.
      await prepare(`${serving} // no more`);
      started.push(await startAs('again', unneeded));
    });

    test('leaves alone what this life started when it cleans up', async () => {
      const container = await start(`process.on('SIGHUP', () => process.exit(9)); ${serving}`);
      await line(container, 'ready');
      await runtime.cleanUp();
      await container.kill('SIGHUP');
      expect(await container.exited).toMatchObject({ code: 9 });
    });
  });
}

/** Serves 200 and 500 in turns, changing with each SIGHUP. */
const answeringInTurns = `
  let status = 200;
  process.on('SIGHUP', () => (status = 700 - status));
  require('http').createServer((_, response) => response.writeHead(status).end())
    .listen(process.env.PORT, process.env.HOST);`;

const asking = `fetch('http://127.0.0.1:3000/').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;

const serving = `setInterval(() => {}, 1000); console.log('ready');`;

function bodyOf({ host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host, port, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}
