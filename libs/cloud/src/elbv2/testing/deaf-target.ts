import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Target } from '../../kernel';

// Not console.log: it colours a number where colours are forced.
const listening = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () =>
  process.stdout.write(server.address().port + '\\n'));`;

/** A process that listens and is stopped: once its queue is full, the kernel lets connections wait. */
export class DeafTarget {
  private constructor(
    private readonly process: ChildProcess,
    private readonly waiting: Socket[],
    readonly target: Target,
  ) {}

  static async start(): Promise<DeafTarget> {
    const child = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
    child.kill('SIGSTOP');
    const target = { id: '127.0.0.1', port: Number(port) };
    const reach = () => connect({ host: target.id, port: target.port });
    const waiting: Socket[] = [];
    // The queue takes one more than its length says: two in turn, for any of several at once may be the one left out.
    for (let taken = 0; taken < 2; taken++) await once(waiting[waiting.push(reach()) - 1] as Socket, 'connect');
    waiting.push(reach(), reach());
    return new DeafTarget(child, waiting, target);
  }

  async stop(): Promise<void> {
    for (const socket of this.waiting) socket.destroy();
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}
