import { type ServerResponse } from 'node:http';
import { responseHeaders } from './request-head';
import { type ResponseHead } from './response-parser';

/** A larger body gains nothing from leaving together with its head. */
const smallBytes = 16 * 1024;

/**
 * Passes a target's response on to the client. What the target sent in one go leaves in one write: head and small body
 * as one string, which costs the kernel and Node half as much as the two of them in turn.
 */
export class Reply {
  private head: ResponseHead | undefined;
  private held: Buffer | undefined;

  constructor(private readonly response: ServerResponse) {}

  /** Keeps a response's head until it is known what follows. */
  begin(head: ResponseHead): void {
    this.head = head;
    this.held = undefined;
  }

  /** Takes a part of the body; false asks to wait until the response drains. */
  add(bytes: Buffer): boolean {
    if (this.head && !this.held && bytes.length <= smallBytes) {
      this.held = bytes;
      return true;
    }
    this.flush();
    return this.response.write(bytes);
  }

  /** Nothing more is at hand for now: what is held back leaves. */
  flush(): void {
    const { head, held, response } = this;
    if (!head) return;
    this.writeHead(head);
    if (held) response.write(held);
    else response.flushHeaders();
  }

  /** The body is whole. */
  end(): void {
    const { head, held, response } = this;
    if (head) this.writeHead(head);
    if (head && held) response.end(held.toString('latin1'), 'latin1');
    else response.end();
  }

  private writeHead({ status, statusText, rawHeaders }: ResponseHead): void {
    this.head = undefined;
    this.held = undefined;
    this.response.writeHead(status, statusText, responseHeaders(rawHeaders));
  }
}
