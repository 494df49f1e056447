import { connect, type Socket } from 'node:net';
import { VirtualClock } from '../../testing/virtual-clock';
import { BalancedWorld } from '../testing/balanced-world';
import { DeafTarget } from '../testing/deaf-target';
import { ImpatientTarget } from '../testing/impatient-target';
import { send } from '../testing/send';

jest.setTimeout(60_000);

let world: BalancedWorld;

beforeEach(async () => {
  world = await BalancedWorld.start();
});

afterEach(() => world.stop());

describe('a kept connection that the target closes as a request goes out', () => {
  /** Answers the first request of each connection, and closes at the second without a word. */
  const fickle = () => {
    const answered = new Set<Socket>();
    return (socket: Socket, text: string): void => {
      if (answered.has(socket)) return void socket.destroy();
      answered.add(socket);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${text.slice(0, 3)}`);
    };
  };

  it.each([['GET'], ['HEAD'], ['PUT'], ['DELETE'], ['POST']])(
    'costs a %s a 502: nothing is sent twice',
    async (method) => {
      await world.addRaw(fickle());
      expect((await send(world.url)).status).toBe(200);
      expect((await send(world.url, { method })).status).toBe(502);
    },
  );
});

describe('a kept connection that the target closed before', () => {
  let impatient: ImpatientTarget;
  let client: Socket;

  beforeEach(async () => {
    impatient = await ImpatientTarget.start();
    await world.cloud.register(world.group, impatient);
    client = connect(world.cloud.loadBalancer.port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
  });

  afterEach(async () => {
    client.destroy();
    await impatient.stop();
  });

  it('costs a request nothing, however late that is noticed', async () => {
    expect((await send(world.url)).status).toBe(200);
    const answer = new Promise((resolve) => client.once('data', (bytes: Buffer) => resolve(bytes.toString())));
    // The request arrives first, and then the end of the connection, before anybody looks.
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    impatient.holdUpUntilItCloses();
    expect(await answer).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('an idle connection to a target', () => {
  it.each([
    ['says that it closes sooner', 'Keep-Alive: timeout=5\r\n'],
    ['says nothing of it', ''],
  ])('is kept for as long as the idle timeout, whatever the target says: it %s', async (_what, header) => {
    const clock = new VirtualClock();
    const kept = await BalancedWorld.start(clock);
    const used = new Set<Socket>();
    const closed: Socket[] = [];
    await kept.addRaw((socket) => {
      if (!used.has(socket)) socket.once('close', () => closed.push(socket));
      used.add(socket);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${header}\r\n`);
    });
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await send(kept.url)).status).toBe(200);
      await clock.advance(59_000);
    }
    expect(used.size).toBe(1);
    await clock.advance(1_000);
    while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await kept.stop();
  });
});

describe('an error page', () => {
  const page = (title: string): string =>
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

  it('503 comes where a target group has no targets', async () => {
    expect(await send(world.url)).toMatchObject({
      status: 503,
      headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
      body: page('503 Service Temporarily Unavailable'),
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes without an answer', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['answers what is no HTTP', (socket) => socket.end('nonsense\r\n\r\n')],
    ['sends control characters', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: \x01\r\n\r\n')],
  ])('502 comes where the target %s', async (_what, onRequest) => {
    await world.addRaw(onRequest);
    expect(await send(world.url)).toMatchObject({ status: 502, body: page('502 Bad Gateway') });
  });

  it('502 comes where nobody listens', async () => {
    const gone = await world.add((_in, out) => out.end());
    await gone.stop();
    expect((await send(world.url)).status).toBe(502);
  });

  it('504 comes where the target says nothing for as long as the idle timeout', async () => {
    const clock = new VirtualClock();
    const slow = await BalancedWorld.start(clock);
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    await slow.add(() => arrived());
    const answer = send(slow.url);
    await waiting;
    await clock.advance(60_000);
    expect(await answer).toMatchObject({ status: 504, body: page('504 Gateway Time-out') });
    await slow.stop();
  });

  it('504 comes where the target takes no connection for ten seconds', async () => {
    const clock = new VirtualClock();
    const full = await BalancedWorld.start(clock);
    const deaf = await DeafTarget.start();
    full.cloud.elbv2.targetGroups.register(full.group, deaf.target);
    // From here on only the request adds timers: for its connection, and for its silence.
    await clock.advance(0);
    const before = clock.waiting;
    const answer = send(full.url);
    while (clock.waiting < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(10_000);
    expect(await answer).toMatchObject({ status: 504, body: page('504 Gateway Time-out') });
    await full.stop();
    await deaf.stop();
  });

  it('400 comes for what is no request', async () => {
    const socket = connect(world.cloud.loadBalancer.port, '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\nServer: awselb\/2.0\r\n/);
  });

  it('a response that breaks off is broken off for the client too', async () => {
    await world.addRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    await expect(send(world.url)).rejects.toThrow('aborted');
  });
});
