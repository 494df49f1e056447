import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { FixtureWorkspace } from '../testing/workspace';
import { keepAliveWarning, measureKeepAlive } from './keep-alive';

describe('the keep-alive of a service', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const listen = async (listener: RequestListener): Promise<URL> => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health`);
  };
  const never = new AbortController().signal;

  it('is what it announces', async () => {
    const url = await listen((_request, response) => response.end());
    server.keepAliveTimeout = 12_000;
    expect(await measureKeepAlive(url, never)).toBe(12);
  });

  it('is what it does, if it announces nothing', async () => {
    const url = await listen(({ socket }, response) => {
      response.setHeader('connection', 'keep-alive'); // Node then leaves Keep-Alive out
      response.end(() => socket.end());
    });
    server.keepAliveTimeout = 0;
    expect(await measureKeepAlive(url, never)).toBe(0);
  });

  it('is unknown if it does not close before the watch ends, and keeps nobody waiting', async () => {
    const watch = new AbortController();
    const url = await listen((_request, response) => {
      response.on('close', () => watch.abort());
      response.end();
    });
    server.keepAliveTimeout = 0;
    expect(await measureKeepAlive(url, watch.signal)).toBeUndefined();
  });

  it('is unknown of one that closes every connection, as it says', async () => {
    const url = await listen((_request, response) => response.setHeader('connection', 'close').end());
    expect(await measureKeepAlive(url, never)).toBeUndefined();
  });

  it('is unknown if it does not answer', async () => {
    const url = await listen(({ socket }) => socket.destroy());
    expect(await measureKeepAlive(url, never)).toBeUndefined();
  });
});

describe('the warning of a short keep-alive', () => {
  let workspace: FixtureWorkspace;

  beforeEach(() => {
    workspace = new FixtureWorkspace();
  });
  afterEach(() => workspace.remove());

  it.each<[string, string[], string]>([
    ['Nest', ['@nestjs/core', 'express'], 'app.getHttpServer().keepAliveTimeout = 65_000;'],
    ['Express', ['express'], 'app.listen(port).keepAliveTimeout = 65_000;'],
    ['Koa', ['koa'], 'app.listen(port).keepAliveTimeout = 65_000;'],
    ['Fastify', ['fastify'], 'Fastify({ keepAliveTimeout: 65_000 })'],
    ['node:http', [], 'createServer({ keepAliveTimeout: 65_000 }, listener)'],
  ])('has the line that mends it for %s', (name, packages, line) => {
    workspace.project('apps/hello', 'hello', Object.fromEntries(packages.map((each) => [each, '*'])));
    for (const each of packages) workspace.package(`node_modules/${each}`, { version: '1.0.0' });
    expect(keepAliveWarning(workspace.hello, 5)).toBe(
      'hello closes idle connections after 5 s. A load balancer keeps them for 60 s, and answers 502 to a request ' +
        `that meets the close. Fix (${name}): ${line}`,
    );
  });

  it.each([
    [0, true],
    [60, true],
    [61, false],
    [undefined, false],
  ])('for %s s is given: %s', (seconds, given) => {
    expect(keepAliveWarning(workspace.hello, seconds) !== undefined).toBe(given);
  });
});
