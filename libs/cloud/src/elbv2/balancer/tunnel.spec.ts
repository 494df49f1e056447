import { connect, type Socket } from 'node:net';
import { VirtualClock } from '../../testing/virtual-clock';
import { BalancedWorld } from '../testing/balanced-world';
import { send } from '../testing/send';

let world: BalancedWorld;

beforeEach(async () => {
  world = await BalancedWorld.start();
});

afterEach(() => world.stop());

describe('an upgrade', () => {
  async function upgrade(): Promise<Socket> {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  const nextText = (socket: Socket): Promise<string> =>
    new Promise((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())));

  it('joins client and target, both ways, until one of them ends', async () => {
    const behind = await world.add(() => undefined);
    behind.server.on('upgrade', (incoming, socket: Socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${incoming.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      );
      socket.on('data', (bytes: Buffer) => (bytes.toString() === 'bye' ? socket.end() : socket.write(bytes)));
    });
    const client = await upgrade();
    expect(await nextText(client)).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n/);
    client.write('ping');
    expect(await nextText(client)).toBe('ping');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.write('bye');
    await closed;
  });

  it('that the target declines is answered like any request', async () => {
    await world.add((_incoming, response) => response.writeHead(426).end('no'));
    const client = await upgrade();
    let text = '';
    client.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await new Promise((resolve) => client.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1.1 426 Upgrade Required\r\n/);
    expect(text).toMatch(/\r\nConnection: close\r\n/);
    expect(text).toMatch(/no/);
  });
});

describe('a switched connection, whose connection to the target had served a request before,', () => {
  const idle = 60_000;
  let clock: VirtualClock;
  let still: BalancedWorld;
  let client: Socket;
  /** The target's end of it. */
  let behind: Socket;
  let closed: boolean;

  beforeEach(async () => {
    clock = new VirtualClock();
    still = await BalancedWorld.start(clock);
    const target = await still.add((_incoming, response) => response.end('ok'));
    const switched = new Promise<Socket>((resolve) =>
      target.server.on('upgrade', (_incoming, socket: Socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
        resolve(socket);
      }),
    );
    await send(still.url);
    client = connect(Number(new URL(still.url).port), '127.0.0.1');
    closed = false;
    client.once('close', () => (closed = true));
    client.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    [behind] = await Promise.all([switched, textOf(client, '101 Switching Protocols')]);
    expect(target.connections).toContain(behind);
  });

  afterEach(async () => {
    // A server does not know connections that switched protocols.
    behind.destroy();
    await still.stop();
  });

  /** Resolves once a socket has received a text. */
  const textOf = (socket: Socket, text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const onData = (bytes: Buffer): void => {
        if (!bytes.toString().includes(text)) return;
        socket.off('data', onData);
        resolve();
      };
      socket.on('data', onData);
      socket.once('close', () => reject(new Error(`closed before "${text}" arrived`)));
    });

  it.each([
    ['the client sends', () => [client, behind] as const],
    ['the target sends', () => [behind, client] as const],
  ])('lives as long as bytes flow, if only %s', async (_what, ends) => {
    const [from, to] = ends();
    for (let turn = 0; turn < 5; turn += 1) {
      await clock.advance(idle - 1000);
      const arrived = textOf(to, `frame ${turn}`);
      from.write(`frame ${turn}`);
      await arrived;
    }
    expect(closed).toBe(false);
  });

  it('ends after the idle timeout without a byte either way', async () => {
    const ended = new Promise((resolve) => client.once('close', resolve));
    await clock.advance(idle - 1000);
    expect(closed).toBe(false);
    await clock.advance(1000);
    await ended;
  });
});

describe('a stream over HTTP lives as long as bytes flow:', () => {
  const idle = 60_000;
  let clock: VirtualClock;
  let still: BalancedWorld;

  beforeEach(async () => {
    clock = new VirtualClock();
    still = await BalancedWorld.start(clock);
  });

  afterEach(() => still.stop());

  it('a response without an end', async () => {
    let write: (text: string) => void = () => undefined;
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    await still.add((_incoming, response) => {
      write = (text) => void response.write(text);
      response.write('0');
      arrived();
    });
    const { port } = new URL(still.url);
    const client = connect(Number(port), '127.0.0.1');
    let text = '';
    client.on('data', (bytes: Buffer) => (text += bytes.toString()));
    client.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
    await waiting;
    for (let turn = 1; turn < 6; turn += 1) {
      await clock.advance(idle - 1000);
      write(`event ${turn}`);
      while (!text.includes(`event ${turn}`)) await new Promise((resolve) => setImmediate(resolve));
    }
    client.destroy();
  });

  it('a request without an end, before the target says anything', async () => {
    let received = '';
    await still.add((incoming, response) => {
      incoming.on('data', (bytes: Buffer) => (received += bytes.toString()));
      incoming.on('end', () => response.end('whole'));
    });
    const { port } = new URL(still.url);
    const client = connect(Number(port), '127.0.0.1');
    let text = '';
    client.on('data', (bytes: Buffer) => (text += bytes.toString()));
    client.write('POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let turn = 1; turn < 6; turn += 1) {
      client.write(`5\r\npart${turn}\r\n`);
      while (!received.includes(`part${turn}`)) await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(idle - 1000);
    }
    client.write('0\r\n\r\n');
    while (!text.includes('whole')) await new Promise((resolve) => setImmediate(resolve));
    client.destroy();
  });
});
