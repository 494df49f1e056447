import { ChunkDecoder } from './chunk-decoder';
import { MalformedResponse } from './malformed-response';

/** The head of a target's response. */
export interface ResponseHead {
  status: number;
  statusText: string;
  /** Names and values by turns, as the target sent them. */
  rawHeaders: string[];
  /** Whether the target will take another request on the same connection. */
  keepAlive: boolean;
}

/** What a response parser tells as bytes come in. */
export interface ResponseEvents {
  onHead(head: ResponseHead): void;
  onBody(bytes: Buffer): void;
  /** The response is whole; bytes past it are what the target had no business to send. */
  onEnd(surplus: Buffer): void;
  /** The target switched protocols (101): all bytes from here on are the new protocol's. */
  onUpgrade(head: ResponseHead, rest: Buffer): void;
}

const maximumHeadBytes = 64 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Reads one HTTP/1 response incrementally. Written by hand because a request through it costs half the CPU time of
 * one through node:http's client, and a load balancer does little else.
 */
export class ResponseParser {
  private phase: 'head' | 'length' | 'chunks' | 'until-close' | 'done' = 'head';
  private held: Buffer = nothing;
  private left = 0;
  private chunks: ChunkDecoder | undefined;

  constructor(
    private readonly events: ResponseEvents,
    /** The request's method: a response to HEAD has no body whatever its headers say. */
    private readonly method: string,
  ) {}

  /** @throws MalformedResponse for what is no HTTP/1 response */
  push(bytes: Buffer): void {
    switch (this.phase) {
      case 'head':
        return this.readHead(bytes);
      case 'length':
        return this.readLength(bytes);
      case 'chunks':
        return this.readChunks(bytes);
      case 'until-close':
        return this.events.onBody(bytes);
      case 'done':
        throw new MalformedResponse('bytes after the end of the response');
    }
  }

  /** The target closed the connection: whether the response was whole by then. */
  close(): boolean {
    if (this.phase === 'until-close') this.end(nothing);
    return this.phase === 'done';
  }

  private readHead(bytes: Buffer): void {
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) {
      if (all.length > maximumHeadBytes) throw new MalformedResponse('headers of more than 64 KiB');
      this.held = all;
      return;
    }
    this.held = nothing;
    const { head, framing } = readHead(all.toString('latin1', 0, end));
    const rest = all.subarray(end + 4);
    if (head.status === 101) return this.upgrade(head, rest);
    // 100 Continue and 103 Early Hints come before the response proper.
    if (head.status < 200) return this.again(rest);
    this.begin(head, framing, rest);
  }

  private upgrade(head: ResponseHead, rest: Buffer): void {
    this.phase = 'done';
    this.events.onUpgrade(head, rest);
  }

  private again(rest: Buffer): void {
    if (rest.length > 0) this.readHead(rest);
  }

  private begin(head: ResponseHead, framing: Framing, rest: Buffer): void {
    const bodiless = this.method === 'HEAD' || head.status === 204 || head.status === 304;
    const { phase, left } = bodiless ? { phase: 'length' as const, left: 0 } : framing;
    this.phase = phase;
    this.left = left;
    this.events.onHead(phase === 'until-close' ? { ...head, keepAlive: false } : head);
    if (phase === 'length' && left === 0) return this.end(rest);
    if (rest.length > 0) this.push(rest);
  }

  private readLength(bytes: Buffer): void {
    if (bytes.length < this.left) {
      this.left -= bytes.length;
      return this.events.onBody(bytes);
    }
    this.events.onBody(bytes.length === this.left ? bytes : bytes.subarray(0, this.left));
    this.end(bytes.subarray(this.left));
  }

  private readChunks(bytes: Buffer): void {
    this.chunks ??= new ChunkDecoder((body) => this.events.onBody(body));
    const surplus = this.chunks.push(bytes);
    if (surplus) this.end(surplus);
  }

  private end(surplus: Buffer): void {
    this.phase = 'done';
    this.events.onEnd(surplus);
  }
}

interface Framing {
  phase: 'length' | 'chunks' | 'until-close';
  left: number;
}

function readHead(text: string): { head: ResponseHead; framing: Framing } {
  const lines = text.split('\r\n');
  const start = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/.exec(lines[0] ?? '');
  if (!start) throw new MalformedResponse('no HTTP/1 status line');
  const head: ResponseHead = {
    status: Number(start[2]),
    statusText: start[3] ?? '',
    rawHeaders: [],
    keepAlive: start[1] === '1',
  };
  const framing: { chunked: boolean; length?: string } = { chunked: false };
  for (let index = 1; index < lines.length; index += 1) {
    const [name, value] = readHeader(lines[index] ?? '');
    head.rawHeaders.push(name, value);
    heed(name, value, head, framing);
  }
  return { head, framing: framingOf(framing.chunked, framing.length) };
}

/** Takes what matters to the connection from a header. */
function heed(name: string, value: string, head: ResponseHead, framing: { chunked: boolean; length?: string }): void {
  switch (name.toLowerCase()) {
    case 'connection':
      head.keepAlive = staysOpen(value, head.keepAlive);
      break;
    case 'transfer-encoding':
      framing.chunked = isChunked(value);
      break;
    case 'content-length':
      framing.length = oneLength(value, framing.length);
      break;
  }
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1 || line[0] === ' ' || line[0] === '\t') throw new MalformedResponse('a header line without a name');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function staysOpen(connection: string, otherwise: boolean): boolean {
  const options = connection.toLowerCase();
  if (options.includes('close')) return false;
  return otherwise || options.includes('keep-alive');
}

function isChunked(value: string): boolean {
  if (value.toLowerCase() === 'chunked') return true;
  throw new MalformedResponse(`transfer encoding ${value}`);
}

function oneLength(value: string, earlier: string | undefined): string {
  if (!/^\d{1,15}$/.test(value)) throw new MalformedResponse(`content length ${value}`);
  if (earlier !== undefined && earlier !== value) throw new MalformedResponse('two content lengths');
  return value;
}

function framingOf(chunked: boolean, length: string | undefined): Framing {
  if (chunked) return { phase: 'chunks', left: 0 };
  if (length !== undefined) return { phase: 'length', left: Number(length) };
  return { phase: 'until-close', left: 0 };
}
