import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { addressesIn, isLoopback, listeningOf } from './listening';

describe('the addresses that a process listens on', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  const listen = async (host: string, port = 0): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    return (server.address() as AddressInfo).port;
  };

  it.each([['127.0.0.1'], ['0.0.0.0'], ['::'], ['::1']])('are read: %s', async (host) => {
    expect(await listeningOf(process.pid, await listen(host))).toEqual([host]);
  });

  it('are all of those of a port', async () => {
    const port = await listen('127.0.0.1');
    await listen('127.0.0.2', port);
    expect((await listeningOf(process.pid, port))?.sort()).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('are none where nothing listens', async () => {
    expect(await listeningOf(process.pid, 1)).toEqual([]);
  });

  it('are unknown for a process that is gone', async () => {
    expect(await listeningOf(2 ** 30, 80)).toBeUndefined();
  });
});

it('reads the tables of the kernel, and no connection of the same port', () => {
  const tables = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65532        0 1962163 1 0 100 0 0 10 0
   1: 050011AC:0BB8 010011AC:A2C0 01 00000000:00000000 00:00000000 00000000 65532        0 1962164 1 0 100 0 0 10 0
  sl  local_address                         remote_address                        st tx_queue rx_queue tr
   0: 0000000000000000FFFF00000100007F:0BB9 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
   1: B80D01200000000000000000AB000000:0BB9 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000`;
  expect(addressesIn(tables, 3000)).toEqual(['127.0.0.1']);
  expect(addressesIn(tables, 3001)).toEqual(['127.0.0.1', '2001:db8::ab']);
  expect(addressesIn('usage: tini', 3000)).toBeUndefined();
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['172.17.0.5', false],
])('%s is of the loopback: %s', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback);
});
