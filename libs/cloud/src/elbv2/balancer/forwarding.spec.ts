import { request, type IncomingMessage, type RequestListener } from 'node:http';
import { BalancedWorld } from '../testing/balanced-world';
import { send } from '../testing/send';

let world: BalancedWorld;

beforeEach(async () => {
  world = await BalancedWorld.start();
});

afterEach(() => world.stop());

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
    await world.add(echo);
    const { status, body } = await send(`${world.url}/api/v1/rooms?sort=name`, {
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
    await world.add(echo);
    const { headers } = JSON.parse((await send(world.url)).body) as Echo;
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(world.cloud.loadBalancer.port),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
  });

  it('keeps what earlier proxies and callers said of it', async () => {
    await world.add(echo);
    const sent = {
      'X-Forwarded-For': '10.0.0.1',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678;Caller=x',
    };
    const { headers } = JSON.parse((await send(world.url, { headers: sent })).body) as Echo;
    expect(headers['x-forwarded-for']).toBe('10.0.0.1, 127.0.0.1');
    expect(headers['x-amzn-trace-id']).toMatch(
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;Caller=x$/,
    );
  });

  it('leaves the headers of its connection behind', async () => {
    await world.add(echo);
    const sent = {
      Connection: 'close, X-Hop, Content-Length',
      'X-Hop': '1',
      TE: 'trailers',
      'Keep-Alive': 'timeout=9',
    };
    const answer = await send(world.url, { method: 'POST', headers: sent, body: 'kept' });
    const { headers, body } = JSON.parse(answer.body) as Echo;
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers).not.toHaveProperty('te');
    expect(headers).not.toHaveProperty('keep-alive');
    expect(body).toBe('kept');
  });

  it('whose target answers without a length or in chunks comes through whole', async () => {
    const big = 'x'.repeat(3_000_000);
    await world.add((incoming, response) => {
      if (incoming.url === '/close') response.shouldKeepAlive = false;
      response.write(big);
      response.end('end');
    });
    for (const path of ['/chunked', '/close']) expect((await send(world.url + path)).body).toBe(`${big}end`);
  });

  it('comes through byte for byte, in a single packet too', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await world.add((_incoming, response) => response.setHeader('Content-Length', bytes.length).end(bytes));
    const response = await new Promise<IncomingMessage>((resolve) => request(world.url, resolve).end());
    expect(Buffer.concat(await response.toArray())).toEqual(bytes);
  });

  it('of a HEAD has headers alone, and leaves the connection usable', async () => {
    const behind = await world.add((_incoming, response) => response.setHeader('Content-Length', 5).end('hello'));
    const head = await send(world.url, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
    expect((await send(world.url)).body).toBe('hello');
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
    const behind = await world.add((_incoming, response) => {
      response.write('first');
      response.on('close', () => undefined);
      behind.server.once('finish-now', () => response.end('last'));
    });
    const response = await new Promise<IncomingMessage>((resolve) => request(world.url, resolve).end());
    const chunks = response[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('first');
    behind.server.emit('finish-now');
    expect(String((await chunks.next()).value)).toBe('last');
  });

  it('to the client: the headers arrive before there is a body', async () => {
    const behind = await world.add((_incoming, response) => {
      response.flushHeaders();
      behind.server.once('finish-now', () => response.end('event'));
    });
    const response = await new Promise<IncomingMessage>((resolve) => request(world.url, resolve).end());
    expect(response.statusCode).toBe(200);
    behind.server.emit('finish-now');
    expect(Buffer.concat(await response.toArray()).toString()).toBe('event');
  });

  it('to the target: what the client wrote arrives before it ends', async () => {
    const arrived: string[] = [];
    await world.add((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => arrived.push(chunk.toString()));
      incoming.once('data', () => upload.end('two'));
      incoming.on('end', () => response.end(arrived.join()));
    });
    const upload = request(world.url, { method: 'POST' });
    const response = new Promise<IncomingMessage>((resolve) => upload.on('response', resolve));
    upload.write('one');
    expect((await response).statusCode).toBe(200);
    expect(arrived).toEqual(['one', 'two']);
  });

  it('no faster than the client reads', async () => {
    const blocks = 400;
    const block = Buffer.alloc(256 * 1024);
    let written = 0;
    await world.add((_incoming, response) => {
      const more = (): void => {
        while (written < blocks) {
          written += 1;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const response = await new Promise<IncomingMessage>((resolve) => request(world.url, resolve).end());
    await standsStill(() => written);
    expect(written).toBeLessThan(blocks);
    let size = 0;
    for await (const chunk of response) size += (chunk as Buffer).length;
    expect(size).toBe(blocks * block.length);
  });

  it('and a client that goes ends the request to the target', async () => {
    let gone: () => void = () => undefined;
    const targetKnows = new Promise<void>((resolve) => (gone = resolve));
    const behind = await world.add((_incoming, response) => {
      response.on('close', gone);
      response.write('begun');
    });
    const sent = request(world.url, (response) => response.once('data', () => sent.destroy()));
    sent.on('error', () => undefined);
    sent.end();
    await targetKnows;
    expect(behind.connections.size).toBeLessThanOrEqual(1);
  });
});
