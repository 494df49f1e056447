import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutSource } from '../image/layout-source';
import { type Container, type ContainerSpec, type ImageSource, type Runtime } from '../runtime';
import { engineTestsRun } from '../testing/engine';
import { tarOf, writeImageLayout } from '../testing/image-layout';
import { nodeBase } from '../testing/node-base';
import { describeRuntime } from '../testing/runtime-suite';
import { createDockerRuntime } from './docker-runtime';
import { connect } from './engine';
import { listeningByNode } from './listening-in';

jest.setTimeout(60_000);

if (!engineTestsRun('the docker runtime')) {
  // A file without a test is a failure to Jest.
  test.skip('the docker runtime needs an engine', () => undefined);
} else {
  const docker = connect({ socketPath: '/var/run/docker.sock' });
  const base = () => tarOf(nodeBase());
  describeRuntime('the docker runtime', {
    create: (dir) => createDockerRuntime({ dir }),
    base: async () => [await base()],
  });

  describe('a container of an engine', () => {
    let dir: string;
    let layout: string;
    let runtime: Runtime;
    const started: Container[] = [];

    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'longshore-docker-'));
      layout = join(dir, 'image');
      runtime = createDockerRuntime({ dir: join(dir, 'state') });
      await writeImageLayout(layout, {
        layers: [await base(), { 'app/main.js': 'eval(process.env.SCRIPT)' }],
        config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
      });
    });

    afterEach(() => Promise.all(started.splice(0).map((container) => container.remove())));

    afterAll(async () => {
      await runtime.cleanUp();
      await runtime.prune(() => false);
      rmSync(dir, { recursive: true });
    });

    const run = async (script: string, { environment, ...spec }: Partial<ContainerSpec> = {}) => {
      const image = spec.image ?? (await runtime.prepare(layoutSource(layout)));
      const name = `longshore-docker-test-${process.pid}-${Date.now()}`;
      const container = await runtime.start({
        name,
        ports: [],
        ...spec,
        image,
        environment: { ...environment, SCRIPT: script },
      });
      started.push(container);
      return container;
    };

    const printed = async (container: Container) => {
      await container.exited;
      const lines: string[] = [];
      container.onLog(({ text }) => lines.push(text))();
      return lines;
    };

    test('is not checked as its image says, but as it is told', async () => {
      const checked = join(dir, 'checked');
      await writeImageLayout(checked, {
        layers: [await base(), { 'app/main.js': 'setInterval(() => {}, 1000)' }],
        config: { Entrypoint: ['node', '/app/main.js'], ...{ Healthcheck: { Test: ['CMD', 'false'] } } },
      });
      const image = await runtime.prepare(layoutSource(checked));
      const container = await run('', { image });
      const { Config } = await docker.getContainer(container.id).inspect();
      expect(Config.Healthcheck?.Test).toEqual(['NONE']);
    });

    test('is on a network of its own, labelled, its ports on 127.0.0.1 alone', async () => {
      const container = await run('setInterval(() => {}, 1000)', { ports: [3000], labels: { purpose: 'test' } });
      const { Config, NetworkSettings } = await docker.getContainer(container.id).inspect();
      expect(Config.Labels).toMatchObject({ purpose: 'test', 'longshore.owner': expect.any(String) });
      expect(Object.keys(NetworkSettings.Networks)).toEqual([`longshore-${Config.Labels['longshore.owner']}`]);
      expect(container.address(3000)).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
      expect(NetworkSettings.Ports['3000/tcp']).toHaveLength(1);
    });

    test('tells what it listens on by its own Node, where the engine has processes elsewhere', async () => {
      const container = await run(
        `require('http').createServer().listen(3000, '127.0.0.1', () => console.log('listening'))`,
      );
      await new Promise<void>((resolve) => container.onLog(({ text }) => void (text === 'listening' && resolve())));
      expect(await listeningByNode(docker.getContainer(container.id), 3000)).toEqual(['127.0.0.1']);
      expect(await listeningByNode(docker.getContainer(container.id), 3001)).toEqual([]);
    });

    test('shares its network with those that start at the same time', async () => {
      await runtime.cleanUp();
      const containers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) =>
          run('setInterval(() => {}, 1000)', { name: `longshore-docker-test-${process.pid}-${name}` }),
        ),
      );
      const described = await Promise.all(containers.map(({ id }) => docker.getContainer(id).inspect()));
      const networks = described.flatMap(({ NetworkSettings }) =>
        Object.values(NetworkSettings.Networks).map(({ NetworkID }) => NetworkID),
      );
      expect(new Set(networks).size).toBe(1);
    });

    test('is killed when it takes more memory than it may, and says so', async () => {
      const container = await run('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))', { memoryMiB: 64 });
      expect(await container.exited).toEqual({ code: 137, outOfMemory: true });
    });

    test('runs as the user it is given, on a root that it cannot write', async () => {
      const container = await run(
        `console.log(process.getuid()); try { require('fs').writeFileSync('/x', '') } catch ({ code }) { console.log(code) }`,
        { user: '1234', readonlyRoot: true },
      );
      expect(await printed(container)).toEqual(['1234', 'EROFS']);
    });

    test('may write to its file systems in memory, to each up to its size, and to nothing beside them', async () => {
      const script = `const { writeFileSync } = require('fs');
        for (const [file, size] of [['/tmp/a', 1], ['/tmp/b', 2e6], ['/y', 1]])
          try { writeFileSync(file, Buffer.alloc(size)); console.log('written') } catch ({ code }) { console.log(code) }`;
      const tmpfs = [{ path: '/tmp', sizeMiB: 1, options: ['noexec'] }];
      const container = await run(script, { user: '1234', readonlyRoot: true, tmpfs });
      expect(await printed(container)).toEqual(['written', 'ENOSPC', 'EROFS']);
    });

    test('tells what it uses', async () => {
      const container = await run(`setInterval(() => undefined, 1000)`, { memoryMiB: 64 });
      expect(await container.stats?.()).toMatchObject({
        cpu_stats: { cpu_usage: { total_usage: expect.any(Number) as number } },
        memory_stats: { limit: 64 * 1024 * 1024 },
      });
    });

    test('has the ulimits and the reserved memory that it is given', async () => {
      const container = await run(
        `console.log(/Max open files +(\\d+) +(\\d+)/.exec(
        require('fs').readFileSync('/proc/self/limits', 'utf8')).slice(1).join())`,
        {
          ulimits: [{ name: 'nofile', soft: 1000, hard: 2000 }],
          memoryReservationMiB: 64,
          memoryMiB: 256,
        },
      );
      // Node raises its own soft limit to the hard one.
      expect(await printed(container)).toEqual([expect.stringMatching(/^(1000|2000),2000$/)]);
      const { HostConfig } = await docker.getContainer(container.id).inspect();
      expect(HostConfig).toMatchObject({ Memory: 256 * 2 ** 20, MemoryReservation: 64 * 2 ** 20 });
    });

    test('reaches what listens on the loopback of this machine', async () => {
      const server = createServer((_, response) => response.end('from the machine'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const container = await run('fetch(process.env.BACKEND).then((r) => r.text()).then(console.log)', {
        environment: { BACKEND: `http://127.0.0.1:${port}/` },
      });
      expect(await printed(container)).toEqual(['from the machine']);
      server.close();
    });

    test('is made from an image whose known layers are not sent again, however many images others have', async () => {
      const others = createDockerRuntime({ dir: join(dir, 'others') });
      await runtime.prepare(layoutSource(layout));
      const created = new Date().toISOString();
      const many = Array.from({ length: 60 }, async (_, index) => {
        const small = join(dir, `small-${index}`);
        await writeImageLayout(small, { layers: [{ name: `${created}-${index}` }], created });
        await others.prepare(layoutSource(small));
      });
      await Promise.all(many);
      const other = join(dir, 'other');
      const { layers } = await writeImageLayout(other, {
        layers: [await base(), { 'app/main.js': `console.log(${Date.now()})` }],
        config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
      });
      const source = layoutSource(other);
      const opened: string[] = [];
      const watched: ImageSource = {
        digest: source.digest,
        open: (digest, signal) => {
          opened.push(digest);
          return source.open(digest, signal);
        },
      };
      await runtime.prepare(watched);
      await others.prune(() => false);
      expect(opened).toContain(layers[1]);
      expect(opened).not.toContain(layers[0]);
    });

    test('goes with its network and its image when the life that made it is over', async () => {
      const script = `
        const { createDockerRuntime } = require('./docker-runtime.ts');
        const { layoutSource } = require('../image/layout-source.ts');
        const [, dir, layout] = process.argv;
        (async () => {
          const runtime = createDockerRuntime({ dir });
          const image = await runtime.prepare(layoutSource(layout));
          const environment = { SCRIPT: 'setInterval(() => {}, 1000)' };
          const container = await runtime.start({ name: 'longshore-left-' + process.pid, image, environment, ports: [] });
          console.log(container.id);
        })();`;
      const state = join(dir, 'left');
      const former = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script, state, layout], {
        cwd: __dirname,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const id = await new Promise<string>((resolve) =>
        former.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())),
      );
      const { Config } = await docker.getContainer(id).inspect();
      former.kill('SIGKILL');
      await new Promise((resolve) => former.once('exit', resolve));
      const next = createDockerRuntime({ dir: state });
      await next.cleanUp();
      await next.prune(() => false);
      await expect(docker.getContainer(id).inspect()).rejects.toMatchObject({ statusCode: 404 });
      const network = docker.getNetwork(`longshore-${Config.Labels['longshore.owner']}`);
      await expect(network.inspect()).rejects.toMatchObject({ statusCode: 404 });
      await expect(docker.getImage(Config.Image).inspect()).rejects.toMatchObject({ statusCode: 404 });
    });
  });
}
