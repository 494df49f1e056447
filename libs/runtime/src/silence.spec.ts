import { type Container } from './runtime';
import { describeSilence, silenceAt } from './silence';

const container = (listening: Record<number, string[]>, time: { ran: number; waited: number } | undefined) =>
  ({
    listening: (port: number) => Promise.resolve(listening[port] ?? []),
    listeningPorts: () => Promise.resolve(Object.keys(listening).map(Number)),
    cpuTime: () => Promise.resolve(time),
  }) as unknown as Container;

const idle = { ran: 400, waited: 10 };
const busy = { ran: 1_200, waited: 17_000 };

describe('why nothing answers at a port', () => {
  it.each([
    ['it listens on the loopback', { 80: ['127.0.0.1'] }, idle, /^port 80 listens on 127\.0\.0\.1 only/],
    [
      'it listens elsewhere',
      { 3000: ['0.0.0.0'] },
      idle,
      /^nothing listens on port 80, but on 3000: listen on the PORT/,
    ],
    ['it listens elsewhere, on a busy machine', { 3000: ['::'] }, busy, /but on 3000/],
    ['it is starting on a busy machine', {}, busy, /still starting: it got 1\.2 s of CPU time and waited 17\.0 s/],
    ['it listens nowhere', {}, idle, /^nothing listens on port 80: it is still starting, or waits.*got 0\.4 s/],
  ])('%s', async (_, listening, time, words) => {
    const silence = await silenceAt(container(listening, time), 80);
    expect(silence && describeSilence(silence, 80)).toMatch(words);
  });

  it('is not known if something listens there', async () => {
    expect(await silenceAt(container({ 80: ['127.0.0.1', '172.17.0.2'] }, busy), 80)).toBeUndefined();
  });

  it('is not known without /proc', async () => {
    const unknown = { listening: () => Promise.resolve(undefined) } as unknown as Container;
    expect(await silenceAt(unknown, 80)).toBeUndefined();
    expect(await silenceAt({} as unknown as Container, 80)).toBeUndefined();
  });
});
