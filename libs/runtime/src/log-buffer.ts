import { StringDecoder } from 'node:string_decoder';
import { type LogLine } from './runtime';

/** How many lines are kept for listeners that come late. */
const keptLines = 1000;
/** Longer lines come in pieces of this many characters, as engines cut them. */
const longestLine = 16 * 1024;

type Listener = (line: LogLine) => void;

/** The newest lines of a container, and who listens to it. */
export class LogBuffer {
  private readonly lines: LogLine[] = [];
  private readonly listeners = new Set<Listener>();

  /** Calls back for the kept lines at once, and for each later one. */
  listen(listener: Listener): () => void {
    for (const line of this.lines) listener(line);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  add(line: LogLine): void {
    this.lines.push(line);
    if (this.lines.length > keptLines) this.lines.shift();
    for (const listener of this.listeners) listener(line);
  }

  /** What takes the bytes of one stream and makes lines of them; `end` gives out an unfinished last line. */
  writer(stream: LogLine['stream']): { write(bytes: Buffer): void; end(): void } {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const out = (text: string) => this.add({ stream, at: Date.now(), text });
    return {
      write: (bytes) => {
        const pieces = (rest + decoder.write(bytes)).split('\n');
        rest = pieces.pop() ?? '';
        for (const piece of pieces) for (const part of cut(piece)) out(part);
        while (rest.length > longestLine) {
          out(rest.slice(0, longestLine));
          rest = rest.slice(longestLine);
        }
      },
      end: () => {
        rest += decoder.end();
        if (rest) out(rest);
        rest = '';
      },
    };
  }
}

function cut(line: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += longestLine) parts.push(line.slice(at, at + longestLine));
  return parts.length > 0 ? parts : [''];
}
