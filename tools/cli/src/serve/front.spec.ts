import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Address } from '@longshore/runtime';
import { Front } from './front';

let front: Front;
let servers: Server[];

beforeEach(async () => {
  servers = [];
  front = await Front.open();
});

afterEach(() => {
  front.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(listener: RequestListener): Promise<Address> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const url = (): string => `http://127.0.0.1:${front.port}`;

describe('what stands before a process in development', () => {
  test('lets requests wait until there is one that answers', async () => {
    const early = fetch(url());
    front.lead(await listen((_request, response) => response.end('here')));
    expect(await (await early).text()).toBe('here');
  });

  test('passes method, path, headers and body on, and the answer as it is', async () => {
    front.lead(
      await listen((request, response) => {
        response.writeHead(201, 'Made', [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ]);
        response.write(
          `${request.method} ${request.url} ${String(request.headers['x-word'])} ${request.headers.host} `,
        );
        request.pipe(response);
      }),
    );
    const answer = await fetch(`${url()}/rooms?a=b`, { method: 'POST', body: 'body', headers: { 'x-word': 'ahoy' } });
    expect([answer.status, answer.statusText, answer.headers.getSetCookie()]).toEqual([201, 'Made', ['a=1', 'b=2']]);
    expect(await answer.text()).toBe(`POST /rooms?a=b ahoy 127.0.0.1:${front.port} body`);
  });

  test('passes a body of unknown length on', async () => {
    front.lead(await listen((request, response) => request.pipe(response)));
    const body = new Blob(['one', 'two']).stream();
    const answer = await fetch(url(), { method: 'POST', body, duplex: 'half' });
    expect(await answer.text()).toBe('onetwo');
  });

  test('waits for a request under way before another process takes over, and none is lost', async () => {
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      void listen((_request, response) => {
        finish = () => response.end('old');
        resolve();
      }).then((address) => front.lead(address));
    });
    const during = fetch(url());
    await arrived;
    const held = front.hold();
    const after = fetch(url());
    finish();
    await held;
    front.lead(await listen((_request, response) => response.end('new')));
    expect(await (await during).text()).toBe('old');
    expect(await (await after).text()).toBe('new');
  });

  test('says why nothing answers', async () => {
    front.refuse('rooms ended with 3');
    const answer = await fetch(url());
    expect([answer.status, await answer.text()]).toEqual([503, 'rooms ended with 3\n']);
  });

  test('lets nobody wait for ever', async () => {
    const impatient = await Front.open(1);
    const answer = await fetch(`http://127.0.0.1:${impatient.port}`);
    impatient.close();
    expect([answer.status, await answer.text()]).toEqual([503, 'the service does not answer after 0.001 s\n']);
  });

  test('answers 502 where the process breaks a request off', async () => {
    front.lead(await listen((request) => request.socket.destroy()));
    expect((await fetch(url())).status).toBe(502);
  });

  test('passes an upgraded connection through', async () => {
    const address = await listen(() => undefined);
    servers[0]?.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    front.lead(address);
    const client = connect(front.port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1.1 101 /);
    client.end('ping');
    expect(await text(client)).toBe('ping');
  });
});
