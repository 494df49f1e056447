import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Takes what a terminal would show of what is typed. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * Reads a value from standard input: what is piped in, without the line break at its end, or what a person types, which
 * the terminal does not show.
 */
export async function readValue(prompt: string, input: NodeJS.ReadStream = process.stdin): Promise<string> {
  if (!input.isTTY) return (await text(input)).replace(/\r?\n$/, '');
  const terminal = createInterface({ input, output: nowhere(), terminal: true });
  const interruption = new AbortController();
  // From here on the terminal shows nothing.
  process.stderr.write(prompt);
  terminal.once('SIGINT', () => interruption.abort());
  try {
    return await terminal.question('', { signal: interruption.signal });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
