import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Connections, watchConnections } from './connections';

const never = new AbortController().signal;

describe('watchConnections', () => {
  let server: Server;
  let connections: Connections;
  let agent: Agent;
  let port: number;

  beforeEach(async () => {
    agent = new Agent({ keepAlive: true });
    server = createServer({ keepAliveTimeout: 65_000 });
    connections = watchConnections(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** Sends a request; the server's side of it, and the answer when it comes. */
  async function send(): Promise<{ response: ServerResponse; answer: Promise<IncomingMessage> }> {
    const request = get({ host: '127.0.0.1', port, agent });
    const answer = once(request, 'response').then(([message]) => message as IncomingMessage);
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    return { response, answer };
  }

  it('lets answers keep their connection until told otherwise', async () => {
    const { response, answer } = await send();
    response.end('ahoy');
    expect((await answer).headers.connection).toBe('keep-alive');
  });

  it('after letting go still answers, those under way too, and says that the connection closes', async () => {
    const early = await send();
    connections.letGo();
    const late = await send();
    for (const { response, answer } of [early, late]) {
      response.end('ahoy');
      expect((await answer).headers.connection).toBe('close');
    }
  });

  it('closes idle connections at once, also one on which nothing was ever asked', async () => {
    const accepted = once(server, 'connection');
    const unused = connect(port, '127.0.0.1');
    await accepted;
    const { response, answer } = await send();
    response.end('ahoy');
    await buffer(await answer);
    const ended = once(unused.resume(), 'end');
    expect(await connections.close(never)).toBe(0);
    await ended;
  });

  it('finishes a request under way, then closes its connection though its head promised to keep it', async () => {
    const { response, answer } = await send();
    response.write('first, ');
    const message = await answer;
    expect(message.headers.connection).toBe('keep-alive');
    const closed = connections.close(never);
    response.end('last');
    expect((await buffer(message)).toString()).toBe('first, last');
    expect(await closed).toBe(0);
  });

  it('sends an answer in full that a slow client has not yet taken', async () => {
    const { response, answer } = await send();
    const size = 20_000_000;
    response.setHeader('content-length', size).end(Buffer.alloc(size));
    const message = await answer;
    const closed = connections.close(never);
    expect(response.writableFinished).toBe(false);
    expect((await buffer(message)).length).toBe(size);
    expect(await closed).toBe(0);
  });

  it('accepts no more connections once closed', async () => {
    await connections.close(never);
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cuts off what is left when the signal aborts, and counts it', async () => {
    const { answer } = await send();
    const refused = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    const deadline = new AbortController();
    const closed = connections.close(deadline.signal);
    deadline.abort();
    expect(await closed).toBe(1);
    await refused;
  });
});
