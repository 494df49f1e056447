import { StringDecoder } from 'node:string_decoder';
import { type LogLine } from './runtime';

/** How many lines are kept for listeners that come late, and how many characters. */
const kept = { lines: 1000, characters: 4 * 1024 * 1024 };
/**
 * Longer lines come in pieces of at most so many bytes: what the `awslogs` driver puts into one event of CloudWatch Logs,
 * 256 KiB without the 26 bytes that each event counts for.
 */
const longestLine = 262_118;

type Listener = (line: LogLine) => void;

/** The newest lines of a container, and who listens to it. */
export class LogBuffer {
  private readonly lines: LogLine[] = [];
  private characters = 0;
  private readonly listeners = new Set<Listener>();

  /** Calls back for the kept lines at once, and for each later one. */
  listen(listener: Listener): () => void {
    for (const line of this.lines) listener(line);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  add(line: LogLine): void {
    this.lines.push(line);
    this.characters += line.text.length;
    while (this.lines.length > kept.lines || this.characters > kept.characters) {
      this.characters -= this.lines.shift()?.text.length ?? 0;
    }
    for (const listener of this.listeners) listener(line);
  }

  /** What takes the bytes of one stream and makes lines of them; `end` gives out an unfinished last line. */
  writer(stream: LogLine['stream']): { write(bytes: Buffer): void; end(): void } {
    const decoder = new StringDecoder('utf8');
    const line = new Line((text) => this.add({ stream, at: Date.now(), text }));
    return {
      write: (bytes) => {
        const [first = '', ...rest] = decoder.write(bytes).split('\n');
        line.append(first);
        for (const text of rest) {
          line.end();
          line.append(text);
        }
      },
      end: () => {
        line.append(decoder.end());
        line.end({ evenIfEmpty: false });
      },
    };
  }
}

/** A line that grows; it is given out in pieces that are cut between characters, never within one. */
class Line {
  private text = '';
  private bytes = 0;

  constructor(private readonly out: (text: string) => void) {}

  append(text: string): void {
    this.text += text;
    this.bytes += Buffer.byteLength(text);
    while (this.bytes > longestLine) this.giveOutPiece();
  }

  end({ evenIfEmpty = true } = {}): void {
    if (evenIfEmpty || this.text !== '') this.out(this.text);
    this.text = '';
    this.bytes = 0;
  }

  private giveOutPiece(): void {
    const { read, written } = encoder.encodeInto(this.text, scratch);
    this.out(this.text.slice(0, read));
    this.text = this.text.slice(read);
    this.bytes -= written;
  }
}

const encoder = new TextEncoder();
/** Written to only to learn how many characters fit. */
const scratch = new Uint8Array(longestLine);
