import { connect, createServer, type Server } from 'node:net';
import { Gateway, loopbackPorts, throughGateway } from './gateway';

const environment = {
  DATABASE_URL: 'postgres://me:pw@127.0.0.1:5432/rooms',
  AWS_ENDPOINT_URL: 'http://localhost:4566',
  SELF: 'http://127.0.0.1:3000',
  HOST: '127.0.0.1',
  OTHER: 'http://10.127.0.0.1:80.example',
};

test('the ports that a container needs are those that its environment names, but for its own', () => {
  expect(loopbackPorts(environment, [3000])).toEqual([5432, 4566]);
});

test('inside a container the gateway stands for loopback', () => {
  expect(throughGateway(environment, '172.18.0.1', [3000])).toEqual({
    ...environment,
    DATABASE_URL: 'postgres://me:pw@172.18.0.1:5432/rooms',
    AWS_ENDPOINT_URL: 'http://172.18.0.1:4566',
  });
});

test('a port is open at the gateway while somebody needs it', async () => {
  const server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const gateway = new Gateway();
  const address = '127.0.0.2';
  const closes = [await gateway.open(address, port), await gateway.open(address, port)];
  closes[0]?.();
  closes[0]?.();
  expect(await said(address, port)).toBe('hello');
  closes[1]?.();
  while ((await said(address, port)) !== 'ECONNREFUSED') await new Promise(setImmediate);
  await closed(server);
});

test('a port that is taken there is reached without us', async () => {
  const everywhere = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => everywhere.listen(0, '0.0.0.0', resolve));
  const { port } = everywhere.address() as { port: number };
  const close = await new Gateway().open('127.0.0.2', port);
  expect(await said('127.0.0.2', port)).toBe('hello');
  close();
  await closed(everywhere);
});

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** What the other side says, or the code of the error. */
function said(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('data', (bytes) => resolve(bytes.toString()));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
}
