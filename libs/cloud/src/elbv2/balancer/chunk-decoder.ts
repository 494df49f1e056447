import { MalformedResponse } from './malformed-response';

const maximumLine = 8 * 1024;
const nothing = Buffer.alloc(0);

/** Takes the chunked transfer encoding off a body, incrementally; trailers are dropped. */
export class ChunkDecoder {
  private phase: 'size' | 'data' | 'data-end' | 'trailers' = 'size';
  private left = 0;
  private line = '';

  constructor(private readonly onBody: (bytes: Buffer) => void) {}

  /**
   * Takes the next bytes.
   * @returns what follows the end of the body, once it is there
   * @throws MalformedResponse
   */
  push(bytes: Buffer): Buffer | undefined {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.phase === 'data') {
        rest = this.readData(rest);
        continue;
      }
      const newline = rest.indexOf(10);
      this.hold(rest.toString('latin1', 0, newline < 0 ? rest.length : newline + 1));
      rest = newline < 0 ? nothing : rest.subarray(newline + 1);
      if (newline >= 0 && this.readLine()) return rest;
    }
    return undefined;
  }

  private hold(text: string): void {
    this.line += text;
    if (this.line.length > maximumLine) throw new MalformedResponse('a chunk size line of more than 8 KiB');
  }

  private readData(bytes: Buffer): Buffer {
    const data = bytes.length <= this.left ? bytes : bytes.subarray(0, this.left);
    this.left -= data.length;
    if (this.left === 0) this.phase = 'data-end';
    this.onBody(data);
    return bytes.subarray(data.length);
  }

  /** Reads a whole line; true where it was the last of the body. */
  private readLine(): boolean {
    const line = this.line.trimEnd();
    this.line = '';
    switch (this.phase) {
      case 'size':
        this.readSize(line);
        return false;
      case 'data-end':
        if (line !== '') throw new MalformedResponse('a chunk longer than its size');
        this.phase = 'size';
        return false;
      case 'trailers':
        return line === '';
      case 'data':
        return false;
    }
  }

  private readSize(line: string): void {
    const size = /^([0-9a-fA-F]{1,12})\s*(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) throw new MalformedResponse(`chunk size ${line.slice(0, 40)}`);
    this.left = Number.parseInt(size, 16);
    this.phase = this.left === 0 ? 'trailers' : 'data';
  }
}
