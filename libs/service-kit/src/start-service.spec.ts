import { Program } from './testing/program';

describe('startService', () => {
  let service: Program;

  const start = (environment: Record<string, string>) => (service = new Program('slow-service', environment));

  afterEach(async () => {
    service.send('SIGKILL');
    await service.exited;
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s goes on serving, finishes what is under way, exits 0',
    async (signal) => {
      start({ GREETING: 'ahoy', STOP_DELAY_MS: '300' });
      const { port } = await service.logged('listening');
      const url = `http://127.0.0.1:${String(port)}`;
      const slow = fetch(`${url}/slow`);
      await service.logged('asked');
      service.send(signal);
      await service.logged('stopping');
      const released = await fetch(`${url}/release`, { method: 'POST' });
      expect(released.headers.get('connection')).toBe('close');
      expect(await (await slow).text()).toBe('ahoy');
      expect((await service.rest()).map(({ msg }) => msg)).toEqual(['closed', 'stopped']);
      expect(await service.exited).toBe(0);
    },
  );

  it('cuts off what takes too long, and still closes and exits 0', async () => {
    start({ GREETING: 'ahoy', STOP_DELAY_MS: '0', STOP_TIMEOUT_MS: '50' });
    const { port } = await service.logged('listening');
    const refused = expect(fetch(`http://127.0.0.1:${String(port)}/slow`)).rejects.toThrow();
    await service.logged('asked');
    service.send('SIGTERM');
    expect(await service.logged('cut off requests that took too long')).toMatchObject({ level: 'warn', requests: 1 });
    await service.logged('closed');
    expect(await service.exited).toBe(0);
    await refused;
  });

  it('exits 1 with one line that names every problem of its configuration', async () => {
    start({ PORT: 'http' });
    const log = await service.rest();
    expect(log).toEqual([
      expect.objectContaining({
        level: 'fatal',
        service: 'slow',
        msg: 'wrong environment: PORT: expected a port; GREETING: is not set',
      }),
    ]);
    expect(await service.exited).toBe(1);
  });

  it('exits 1 with one line when its port is taken', async () => {
    start({ GREETING: 'ahoy' });
    const { port } = await service.logged('listening');
    const second = new Program('slow-service', { GREETING: 'ahoy', PORT: String(port) });
    const log = await second.rest();
    expect(log).toEqual([expect.objectContaining({ level: 'fatal', msg: expect.stringContaining('EADDRINUSE') })]);
    expect(await second.exited).toBe(1);
  });
});
