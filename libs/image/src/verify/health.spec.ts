import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Container, type LogLine } from '@longshore/runtime';
import { waitUntilHealthy } from './health';

/** A container that wrote something and stays up. */
class Running implements Pick<Container, 'name' | 'exited' | 'onLog'> {
  readonly name = 'hello';
  readonly exited = new Promise<never>(() => undefined);

  constructor(readonly lines: string[]) {}

  onLog(listener: (line: LogLine) => void): () => void {
    for (const text of this.lines) listener({ stream: 'stdout', at: 0, text });
    return () => undefined;
  }
}

describe('waitUntilHealthy', () => {
  let server: Server;
  let answers: number[];

  beforeEach(async () => {
    server = createServer((_, response) => response.writeHead(answers.shift() ?? 503).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const wait = (patienceMs: number, lines: string[] = [], codes = '200') => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health`);
    const asked = { url, port: 8080, codes, timeoutMs: 2000, patienceMs, pauseMs: 1 };
    return waitUntilHealthy(new Running(lines) as unknown as Container, asked);
  };

  it('waits for 200', async () => {
    answers = [503, 404, 204, 200, 500];
    await wait(10_000);
    expect(answers).toEqual([500]);
  });

  it.each([
    ['204', 204],
    ['200-299,404', 404],
  ])('waits for one of the codes %s', async (codes, status) => {
    answers = [503, 405, status, 500];
    await wait(10_000, [], codes);
    expect(answers).toEqual([500]);
  });

  it('gives up with the last answer and the last 30 lines', async () => {
    answers = [];
    const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`);
    const why = [
      'GET /health answered 503 for 0.05 s',
      'Its last lines:',
      ...lines.slice(-30).map((line) => `  ${line}`),
    ];
    await expect(wait(50, lines)).rejects.toMatchObject({ code: 'LS2101', why: why.join('\n') });
  });
});
