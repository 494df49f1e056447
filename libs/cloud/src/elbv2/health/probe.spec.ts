import { type IncomingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { VirtualClock } from '../../testing/virtual-clock';
import { TestTarget } from '../testing/test-target';
import { httpProbe, type ProbeRequest } from './probe';

const clock = new VirtualClock();
const probe = httpProbe(clock);

const checkOf = ({ target }: Pick<TestTarget, 'target'>): ProbeRequest => ({
  host: target.id,
  port: target.port,
  path: '/health?deep=1',
  timeoutMilliseconds: 5_000,
  matcher: '200-299',
});

describe('a health check over HTTP', () => {
  it('asks for the path as ELB does, on a connection of its own', async () => {
    const seen: { url?: string; headers: IncomingHttpHeaders }[] = [];
    const target = await TestTarget.start(({ url, headers }, response) => {
      seen.push({ url, headers });
      response.writeHead(204).end();
    });
    expect(await probe(checkOf(target))).toEqual({ kind: 'response', status: 204, expected: true });
    expect(seen).toMatchObject([
      { url: '/health?deep=1', headers: { 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' } },
    ]);
    await target.stop();
  });

  it('tells the status that it did not expect', async () => {
    const target = await TestTarget.start((_incoming, response) => response.writeHead(503).end());
    expect(await probe(checkOf(target))).toEqual({ kind: 'response', status: 503, expected: false });
    await target.stop();
  });

  it('gives up after the timeout', async () => {
    const target = await TestTarget.start(() => void clock.advance(5_000));
    expect(await probe(checkOf(target))).toEqual({ kind: 'timeout' });
    await target.stop();
  });

  it('tells a port where nobody listens from one that answers nonsense', async () => {
    const server = createServer((socket) => void socket.resume().end('nonsense'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = { id: '127.0.0.1', port: (server.address() as AddressInfo).port };
    expect(await probe(checkOf({ target }))).toEqual({ kind: 'broken' });
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(checkOf({ target }))).toEqual({ kind: 'refused' });
  });

  it('leaves no timer behind', () => {
    expect(clock.waiting).toBe(0);
  });
});
