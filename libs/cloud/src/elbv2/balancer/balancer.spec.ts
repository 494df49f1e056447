import { type IncomingMessage, request, type RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { VirtualClock } from '../../ecs/testing/virtual-clock';
import { Elbv2World } from '../testing/elbv2-world';
import { send } from '../testing/send';
import { TestTarget } from '../testing/test-target';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});

/** A load balancer that sends everything to one target group. */
async function balanced(clock?: VirtualClock): Promise<{ world: Elbv2World; group: string; url: string }> {
  const world = await new Elbv2World(clock).start();
  cleanUp.push(() => world.stop());
  const group = await world.group('rooms');
  await world.route('*', group);
  return { world, group, url: world.loadBalancer.url };
}

async function target(handler: RequestListener): Promise<TestTarget> {
  const started = await TestTarget.start(handler);
  cleanUp.push(() => started.stop());
  return started;
}

/** A target that speaks whatever it likes once a request came. */
async function rawTarget(onRequest: (socket: Socket, request: string) => void): Promise<TestTarget> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString();
      if (text.startsWith('GET /health ')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      else onRequest(socket, text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
  return { target: { id: '127.0.0.1', port } } as TestTarget;
}

const echo: RequestListener = (incoming, response) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
  incoming.on('end', () => {
    const { method, url, headers } = incoming;
    response.end(JSON.stringify({ method, url, headers, body }));
  });
};

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

describe('a request', () => {
  it('reaches the target as it was sent, and its response the client', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await target(echo));
    const { status, body } = await send(`${url}/api/v1/rooms?sort=name`, {
      method: 'POST',
      headers: { 'X-Mine': 'yes', Host: 'api.example.com' },
      body: 'hello',
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      method: 'POST',
      url: '/api/v1/rooms?sort=name',
      headers: { 'x-mine': 'yes', host: 'api.example.com' },
      body: 'hello',
    });
  });

  it('tells the target of client, protocol, port and trace', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await target(echo));
    const { headers } = JSON.parse((await send(url)).body) as Echo;
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(world.loadBalancer.port),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
  });

  it('keeps what earlier proxies and callers said of it', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await target(echo));
    const sent = {
      'X-Forwarded-For': '10.0.0.1',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678;Caller=x',
    };
    const { headers } = JSON.parse((await send(url, { headers: sent })).body) as Echo;
    expect(headers['x-forwarded-for']).toBe('10.0.0.1, 127.0.0.1');
    expect(headers['x-amzn-trace-id']).toMatch(
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;Caller=x$/,
    );
  });

  it('leaves the headers of its connection behind', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await target(echo));
    const sent = {
      Connection: 'close, X-Hop, Content-Length',
      'X-Hop': '1',
      TE: 'trailers',
      'Keep-Alive': 'timeout=9',
    };
    const answer = await send(url, { method: 'POST', headers: sent, body: 'kept' });
    const { headers, body } = JSON.parse(answer.body) as Echo;
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers).not.toHaveProperty('te');
    expect(headers).not.toHaveProperty('keep-alive');
    expect(body).toBe('kept');
  });

  it('whose target answers without a length or in chunks comes through whole', async () => {
    const { world, group, url } = await balanced();
    const big = 'x'.repeat(3_000_000);
    await world.register(
      group,
      await target((incoming, response) => {
        if (incoming.url === '/close') response.shouldKeepAlive = false;
        response.write(big);
        response.end('end');
      }),
    );
    for (const path of ['/chunked', '/close']) expect((await send(url + path)).body).toBe(`${big}end`);
  });

  it('of a HEAD has headers alone, and leaves the connection usable', async () => {
    const { world, group, url } = await balanced();
    const behind = await target((_incoming, response) => response.setHeader('Content-Length', 5).end('hello'));
    await world.register(group, behind);
    const head = await send(url, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
    expect((await send(url)).body).toBe('hello');
    expect(behind.connections.size).toBe(1);
  });
});

/** Waits until a count has been the same for many turns of the event loop. */
async function standsStill(count: () => number): Promise<void> {
  for (let turns = 0, last = count(); turns < 500; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (count() !== last) turns = 0;
    last = count();
  }
}

describe('bodies stream', () => {
  it('to the client: what the target wrote arrives before it ends', async () => {
    const { world, group, url } = await balanced();
    const behind = await target((_incoming, response) => {
      response.write('first');
      response.on('close', () => undefined);
      behind.server.once('finish-now', () => response.end('last'));
    });
    await world.register(group, behind);
    const response = await new Promise<IncomingMessage>((resolve) => request(url, resolve).end());
    const chunks = response[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('first');
    behind.server.emit('finish-now');
    expect(String((await chunks.next()).value)).toBe('last');
  });

  it('to the target: what the client wrote arrives before it ends', async () => {
    const { world, group, url } = await balanced();
    const arrived: string[] = [];
    const behind = await target((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => arrived.push(chunk.toString()));
      incoming.once('data', () => upload.end('two'));
      incoming.on('end', () => response.end(arrived.join()));
    });
    await world.register(group, behind);
    const upload = request(url, { method: 'POST' });
    const response = new Promise<IncomingMessage>((resolve) => upload.on('response', resolve));
    upload.write('one');
    expect((await response).statusCode).toBe(200);
    expect(arrived).toEqual(['one', 'two']);
  });

  it('no faster than the client reads', async () => {
    const { world, group, url } = await balanced();
    const blocks = 400;
    const block = Buffer.alloc(256 * 1024);
    let written = 0;
    const behind = await target((_incoming, response) => {
      const more = (): void => {
        while (written < blocks) {
          written += 1;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    await world.register(group, behind);
    const response = await new Promise<IncomingMessage>((resolve) => request(url, resolve).end());
    await standsStill(() => written);
    expect(written).toBeLessThan(blocks);
    let size = 0;
    for await (const chunk of response) size += (chunk as Buffer).length;
    expect(size).toBe(blocks * block.length);
  });

  it('and a client that goes ends the request to the target', async () => {
    const { world, group, url } = await balanced();
    let gone: () => void = () => undefined;
    const targetKnows = new Promise<void>((resolve) => (gone = resolve));
    const behind = await target((_incoming, response) => {
      response.on('close', gone);
      response.write('begun');
    });
    await world.register(group, behind);
    const sent = request(url, (response) => response.once('data', () => sent.destroy()));
    sent.on('error', () => undefined);
    sent.end();
    await targetKnows;
    expect(behind.connections.size).toBeLessThanOrEqual(1);
  });
});

describe('an upgrade', () => {
  async function upgrade(url: string): Promise<Socket> {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  const nextText = (socket: Socket): Promise<string> =>
    new Promise((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())));

  it('joins client and target, both ways, until one of them ends', async () => {
    const { world, group, url } = await balanced();
    const behind = await target(() => undefined);
    behind.server.on('upgrade', (incoming, socket: Socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${incoming.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      );
      socket.on('data', (bytes: Buffer) => (bytes.toString() === 'bye' ? socket.end() : socket.write(bytes)));
    });
    await world.register(group, behind);
    const client = await upgrade(url);
    expect(await nextText(client)).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n/);
    client.write('ping');
    expect(await nextText(client)).toBe('ping');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.write('bye');
    await closed;
  });

  it('that the target declines is answered like any request', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await target((_incoming, response) => response.writeHead(426).end('no')));
    const client = await upgrade(url);
    let text = '';
    client.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await new Promise((resolve) => client.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1.1 426 Upgrade Required\r\n/);
    expect(text).toMatch(/\r\nConnection: close\r\n/);
    expect(text).toMatch(/no/);
  });
});

describe('a target', () => {
  it('shares the requests with the others in turn', async () => {
    const { world, group, url } = await balanced();
    const targets = [await target((_in, out) => out.end('a')), await target((_in, out) => out.end('b'))];
    for (const one of targets) await world.register(group, one);
    for (let turn = 0; turn < 10; turn += 1) await send(url);
    expect(targets.map(({ requests }) => requests)).toEqual([5, 5]);
  });

  it('with the fewest requests under way comes first where the group says so', async () => {
    const { world, group, url } = await balanced();
    await world.setAttribute(group, 'load_balancing.algorithm.type', 'least_outstanding_requests');
    let arrived: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => (arrived = resolve));
    const slow = await target(() => arrived());
    const quick = await target((_in, out) => out.end('quick'));
    for (const one of [slow, quick]) await world.register(group, one);
    const held = request(url);
    held.on('error', () => undefined);
    held.end();
    await busy;
    for (let turn = 0; turn < 5; turn += 1) expect((await send(url)).body).toBe('quick');
    held.destroy();
  });

  it('that is unhealthy gets no requests while another is healthy, and some when none is', async () => {
    const { world, group, url } = await balanced();
    const sick = await TestTarget.start(
      (incoming, response) => response.writeHead(incoming.url === '/health' ? 500 : 200).end('sick'),
      { ownHealth: true },
    );
    cleanUp.push(() => sick.stop());
    const { targetGroups } = world.elbv2;
    targetGroups.register(group, sick.target);
    await world.until(() => targetGroups.health(group, sick.target).state === 'unhealthy');
    expect((await send(url)).body).toBe('sick');
    await world.register(group, await target((_in, out) => out.end('well')));
    for (let turn = 0; turn < 4; turn += 1) expect((await send(url)).body).toBe('well');
  });

  it('keeps its connection between requests', async () => {
    const { world, group, url } = await balanced();
    const behind = await target((_in, out) => out.end('ok'));
    await world.register(group, behind);
    const sockets = new Set<Socket>();
    behind.server.on(
      'request',
      (incoming: IncomingMessage) => incoming.url !== '/health' && sockets.add(incoming.socket),
    );
    for (let turn = 0; turn < 5; turn += 1) await send(url);
    expect(sockets.size).toBe(1);
  });
});

describe('a kept connection that the target closes as a request goes out', () => {
  /** Answers the first request of each connection, and closes at the second without a word. */
  const fickle = () => {
    const answered = new Set<Socket>();
    return rawTarget((socket, text) => {
      if (answered.has(socket)) return void socket.destroy();
      answered.add(socket);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${text.slice(0, 3)}`);
    });
  };

  it('costs a request that may be sent twice nothing', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await fickle());
    for (let turn = 0; turn < 5; turn += 1) expect(await send(url)).toMatchObject({ status: 200, body: 'GET' });
  });

  it('fails one that may not', async () => {
    const { world, group, url } = await balanced();
    await world.register(group, await fickle());
    await send(url);
    expect((await send(url, { method: 'POST', body: 'once' })).status).toBe(502);
  });
});

describe('an error page', () => {
  const page = (title: string): string =>
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

  it('503 comes where a target group has no targets', async () => {
    const { url } = await balanced();
    expect(await send(url)).toMatchObject({
      status: 503,
      headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
      body: page('503 Service Temporarily Unavailable'),
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes without an answer', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['answers what is no HTTP', (socket) => socket.end('nonsense\r\n\r\n')],
  ])('502 comes where the target %s', async (_what, onRequest) => {
    const { world, group, url } = await balanced();
    await world.register(group, await rawTarget(onRequest));
    expect(await send(url)).toMatchObject({ status: 502, body: page('502 Bad Gateway') });
  });

  it('502 comes where nobody listens', async () => {
    const { world, group, url } = await balanced();
    const gone = await target((_in, out) => out.end());
    await world.register(group, gone);
    await gone.stop();
    cleanUp.pop();
    expect((await send(url)).status).toBe(502);
  });

  it('504 comes where the target says nothing for as long as the idle timeout', async () => {
    const clock = new VirtualClock();
    const { world, group, url } = await balanced(clock);
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    await world.register(group, await target(() => arrived()));
    const answer = send(url);
    await waiting;
    await clock.advance(60_000);
    expect(await answer).toMatchObject({ status: 504, body: page('504 Gateway Time-out') });
  });

  it('400 comes for what is no request', async () => {
    const { world } = await balanced();
    const socket = connect(world.loadBalancer.port, '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\nServer: awselb\/2.0\r\n/);
  });

  it('a response that breaks off is broken off for the client too', async () => {
    const { world, group, url } = await balanced();
    await world.register(
      group,
      await rawTarget((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
    );
    await expect(send(url)).rejects.toThrow('aborted');
  });
});

describe('a rule without a target', () => {
  it('answers itself', async () => {
    const { world, url } = await balanced();
    const { listenerArn: ListenerArn } = world.loadBalancer;
    await world.call('ModifyListener', {
      ListenerArn,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418', MessageBody: 'tea' } }],
    });
    await world.call('CreateRule', {
      ListenerArn,
      Priority: 2,
      Conditions: [{ Field: 'path-pattern', Values: ['/old/*'] }],
      Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Path: '/new/#{path}' } }],
    });
    const rules = await world.call<{ Rules: { RuleArn: string; Priority: string }[] }>('DescribeRules', {
      ListenerArn,
    });
    await world.call('DeleteRule', { RuleArn: rules.Rules.find(({ Priority }) => Priority === '1')?.RuleArn });
    expect(await send(url)).toMatchObject({ status: 418, body: 'tea', headers: { 'content-type': 'text/plain' } });
    expect(await send(`${url}/old/a?b=c`)).toMatchObject({
      status: 301,
      headers: { location: `${url}/new/old/a?b=c` },
    });
  });
});
