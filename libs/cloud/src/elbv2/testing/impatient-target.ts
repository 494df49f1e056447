import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Target } from '../../kernel';

// Not console.log: it colours a number where colours are forced.
const program = `
const server = require('node:http').createServer({ keepAliveTimeout: 200 }, (request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => process.stdout.write(server.address().port + '\\n'));`;

/** CLOSE_WAIT in the kernel's tables of sockets: the other side has closed, and nobody here knows yet. */
const closedByPeer = '08';

/** A process that serves HTTP and closes idle connections after 0.2 s, also while this process is held up. */
export class ImpatientTarget {
  private constructor(
    private readonly process: ChildProcess,
    readonly target: Target,
  ) {}

  static async start(): Promise<ImpatientTarget> {
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new ImpatientTarget(child, { id: '127.0.0.1', port: Number(port) });
  }

  /** Holds this process up until a connection to the target was closed by it. */
  holdUpUntilItCloses(): void {
    const port = this.target.port.toString(16).toUpperCase().padStart(4, '0');
    const closed = new RegExp(`:${port} ${closedByPeer} `);
    const deadline = Date.now() + 30_000;
    while (!closed.test(readFileSync('/proc/net/tcp', 'utf8'))) {
      if (Date.now() > deadline) throw new Error('the target closed no connection within 30 s');
    }
  }

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}
