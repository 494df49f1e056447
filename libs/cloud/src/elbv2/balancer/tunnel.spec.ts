import { connect, type Socket } from 'node:net';
import { BalancedWorld } from '../testing/balanced-world';

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
