import { get, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { openServer } from './server';

describe("the cloud's port", () => {
  let server: Server;

  beforeEach(async () => {
    const unused = (): Promise<never> => Promise.reject(new Error('not asked for here'));
    const metadata = (path: string) => Promise.resolve(path === '/v4/1-0' ? { Name: 'app' } : undefined);
    server = await openServer(0, {
      dispatch: unused,
      registry: unused,
      control: unused,
      metadata,
      addresses: () => ['172.30.0.1'],
    });
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  /** Status and body of a request for a container's metadata. */
  const ask = (headers: Record<string, string>, path = '/v4/1-0'): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
        let body = '';
        response.on('data', (bytes: Buffer) => (body += bytes.toString()));
        response.on('end', () => resolve(`${response.statusCode} ${body}`));
      }).on('error', reject);
    });

  it.each(['127.0.0.1:4566', 'localhost:4566', '172.30.0.1:4566'])('answers those who call it %s', async (host) => {
    expect(await ask({ host })).toBe('200 {"Name":"app"}');
    expect(await ask({ host }, '/v4/2-0')).toMatch(/^404 /);
  });

  it.each(['172.30.0.2:4566', 'example.com', '172.30.0.1.example.com:4566'])('refuses %s', async (host) => {
    expect(await ask({ host })).toMatch(/^403 /);
  });

  it('refuses a call that is larger than any of AWS', async () => {
    const { port } = server.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      const call = request({ port, host: '127.0.0.1', method: 'POST' }, (response) => {
        resolve(response.statusCode);
        call.destroy();
      });
      call.on('error', reject);
      call.write(Buffer.alloc(33 * 1024 * 1024));
    });
    expect(status).toBe(413);
  });

  it('refuses a page that came from the address that containers call', async () => {
    expect(await ask({ host: '172.30.0.1:4566', origin: 'http://172.30.0.1:8000' })).toMatch(/^403 /);
  });
});
