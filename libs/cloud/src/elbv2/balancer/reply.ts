import { type ServerResponse } from 'node:http';
import { responseHeaders } from './request-head';
import { type ResponseHead } from './response-parser';
import { type TurnEnd } from './turn-end';

/** A larger body gains nothing from leaving together with its head. */
const smallBytes = 16 * 1024;

/** Passes a target's response on to the client: one that is small and came in one go leaves in one write. */
export class Reply {
  private held: Buffer | undefined;
  private started = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly turnEnd: TurnEnd,
  ) {}

  /** Takes the head, which waits for what follows. */
  begin({ status, statusText, rawHeaders }: ResponseHead): void {
    this.response.writeHead(status, statusText, responseHeaders(rawHeaders));
  }

  /** Takes a part of the body; false asks to wait until the response drains. */
  add(bytes: Buffer): boolean {
    if (!this.started && !this.held && bytes.length <= smallBytes) {
      this.held = bytes;
      return true;
    }
    this.flush();
    return this.response.write(bytes);
  }

  /** Nothing more is at hand for now: what waits leaves. */
  flush(): void {
    const { held, response } = this;
    if (held) response.write(held);
    else if (!this.started) response.flushHeaders();
    this.started = true;
    this.held = undefined;
  }

  /** The body is whole. */
  end(): void {
    const { held, response } = this;
    // Node joins a head to a string, but not to a buffer.
    if (held) this.turnEnd.put(() => response.end(held.toString('latin1'), 'latin1'));
    else response.end();
  }
}
