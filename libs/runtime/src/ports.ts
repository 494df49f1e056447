import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StartError } from './runtime';

/** Below the range that Linux takes for outgoing connections (32768 and up), one of which could hold the port. */
const [lowest, highest] = [20_000, 32_000];
const tries = 200;

/** Hands out ports that nothing listens on at any address, each to one container at a time. */
export class FreePorts {
  private readonly taken = new Set<number>();

  /** @throws StartError where none is found */
  async take(): Promise<number> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const port = randomInt(lowest, highest);
      if (this.taken.has(port)) continue;
      this.taken.add(port);
      if (await isFree(port)) return port;
      this.taken.delete(port);
    }
    throw new StartError(`no free port between ${lowest} and ${highest} `);
  }

  release(ports: Iterable<number>): void {
    for (const port of ports) this.taken.delete(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '0.0.0.0', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
