import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startWorker } from '../start-worker';

/** Waits until a line of standard input says the word; lines said before count. */
class Lines {
  private readonly said: string[] = [];
  private wake: () => void = () => undefined;

  constructor() {
    createInterface(process.stdin).on('line', (line) => {
      this.said.push(line);
      this.wake();
    });
  }

  /** The lines that came since; may be none. */
  taken(): string[] {
    return this.said.splice(0);
  }

  /** The lines that came since; waits for the first. */
  async take(signal: AbortSignal): Promise<string[]> {
    while (this.said.length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.throwIfAborted();
    return this.taken();
  }
}

const lines = new Lines();

let isRefused = false;

/**
 * A worker whose messages are lines: `fail` fails, `hold` is under way for 300 ms, `broken` breaks the queue once,
 * `refused` until `answers` comes.
 */
void startWorker({
  name: 'echo',
  config: z.object({ GREETING: z.string() }),
  start({ GREETING }, log) {
    return Promise.resolve({
      messages: {
        receive: async (signal) => {
          const messages = isRefused ? lines.taken() : await lines.take(signal);
          isRefused = messages.includes('refused') || (isRefused && !messages.includes('answers'));
          if (isRefused) throw new Error('no access');
          if (messages.includes('broken')) throw new Error('no queue');
          return messages;
        },
        done: (message: string) => {
          log.info({ message }, 'done');
          return Promise.resolve();
        },
      },
      handle: async (message) => {
        log.info({ message, GREETING }, 'handling');
        if (message === 'fail') throw new Error('it failed');
        if (message === 'hold') await new Promise((resolve) => setTimeout(resolve, 300));
      },
      close: () => {
        log.info('closed');
        return Promise.resolve();
      },
    });
  },
});
