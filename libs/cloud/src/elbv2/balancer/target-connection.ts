import { connect, type Socket } from 'node:net';
import { type Clock, type Target } from '../../kernel';
import { type TurnEnd } from './turn-end';
import { type ResponseEvents, type ResponseHead, ResponseParser } from './response-parser';

/** Thrown at a target that accepts no connection in time: the client gets a 504. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
}

/** An application load balancer gives a target 10 s to accept a connection. */
const connectMilliseconds = 10_000;

/** Who waits for a target's response. */
export interface ResponseListener {
  onHead(head: ResponseHead): void;
  onBody(bytes: Buffer): void;
  /** All bytes that are there have been told, and the response is not whole. */
  onPause(): void;
  /** The response is whole; the connection is no longer the listener's. */
  onEnd(): void;
  /** The target switched protocols: the socket is the listener's from now on. */
  onUpgrade(head: ResponseHead, rest: Buffer, socket: Socket): void;
  /** The connection takes more of the request's body. */
  onDrain(): void;
  /** No whole response will come. */
  onFailure(error: Error): void;
}

/** Who takes connections back. */
export interface ConnectionOwner {
  /** The connection's response is over, and it can take another request. */
  onFree(connection: TargetConnection, idleMilliseconds: number): void;
  onGone(connection: TargetConnection): void;
}

/** A connection to a target: one request at a time. */
export class TargetConnection implements ResponseEvents {
  /** How many requests it has taken: from the second on, the target may have closed it just now. */
  requests = 0;
  /** When it last became free, in milliseconds of the process's monotonic clock. */
  freeSince = 0;
  private readonly socket: Socket;
  private parser: ResponseParser | undefined;
  private listener: ResponseListener | undefined;
  private head: ResponseHead | undefined;
  private sent = false;
  private restUntil = 0;
  private restTimer: NodeJS.Timeout | undefined;

  constructor(
    target: Target,
    private readonly owner: ConnectionOwner,
    private readonly turnEnd: TurnEnd,
    clock: Clock,
  ) {
    this.socket = connect({ host: target.id, port: target.port, noDelay: true });
    const cancel = clock.after(connectMilliseconds, () => this.fail(new ConnectTimeout()));
    this.socket.once('connect', cancel);
    this.socket.once('close', cancel);
    this.socket.on('data', (bytes: Buffer) => this.onData(bytes));
    this.socket.on('drain', () => this.listener?.onDrain());
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('end', () => this.onTargetEnd());
    this.socket.on('close', () => this.onClose());
  }

  get usable(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  /** Sends a request's head; `end` says that it has no body. */
  send(method: string, head: string, end: boolean, listener: ResponseListener): void {
    this.requests += 1;
    this.listener = listener;
    this.head = undefined;
    this.sent = end;
    this.parser = new ResponseParser(this, method);
    if (end) this.turnEnd.put(() => this.socket.write(head, 'latin1'));
    else this.socket.write(head, 'latin1');
  }

  /** Sends a part of a request's body; false asks to wait for `onDrain`. */
  write(bytes: Buffer | string): boolean {
    return this.socket.write(bytes);
  }

  /** The request's body is whole. */
  endRequest(): void {
    this.sent = true;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Waits for so many milliseconds for its next use, then closes. */
  rest(milliseconds: number): void {
    this.freeSince = performance.now();
    this.restUntil = this.freeSince + milliseconds;
    // Not one timer a request: the one that runs already looks again when it is due.
    this.restTimer ??= this.wake(milliseconds);
  }

  /** Closes it; its listener hears no more. */
  destroy(): void {
    this.listener = undefined;
    this.socket.destroy();
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    this.listener?.onHead(head);
  }

  onBody(bytes: Buffer): void {
    this.listener?.onBody(bytes);
  }

  onEnd(surplus: Buffer): void {
    const { listener, head } = this;
    this.listener = undefined;
    this.parser = undefined;
    const idleMilliseconds = idleLimit(head?.idleSeconds);
    // A response that comes before the end of its request leaves the connection in no state to be used again.
    const reusable = head?.keepAlive === true && this.sent && surplus.length === 0 && idleMilliseconds > 0;
    this.socket.resume();
    if (reusable && this.usable) this.owner.onFree(this, idleMilliseconds);
    else this.socket.destroy();
    listener?.onEnd();
  }

  onUpgrade(head: ResponseHead, rest: Buffer): void {
    const { listener, socket } = this;
    this.listener = undefined;
    for (const event of ['data', 'drain', 'error', 'end']) socket.removeAllListeners(event);
    listener?.onUpgrade(head, rest, socket);
  }

  private wake(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.onWake(), milliseconds).unref();
  }

  private onWake(): void {
    this.restTimer = undefined;
    if (this.listener) return;
    const left = this.restUntil - performance.now();
    if (left > 0) this.restTimer = this.wake(left);
    else this.destroy();
  }

  private onData(bytes: Buffer): void {
    // A target that talks unasked (a 408 before it closes, say) is of no more use.
    if (!this.parser) return this.destroy();
    try {
      this.parser.push(bytes);
      if (this.head) this.listener?.onPause();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private onTargetEnd(): void {
    if (this.parser?.close() !== true) this.fail(new Error('the target closed the connection'));
  }

  private fail(error: Error): void {
    const { listener } = this;
    this.listener = undefined;
    this.socket.destroy();
    listener?.onFailure(error);
  }

  private onClose(): void {
    clearTimeout(this.restTimer);
    this.fail(new Error('the connection to the target was closed'));
    this.owner.onGone(this);
  }
}

/** How long a target that does not say is trusted to keep an idle connection: Node and uvicorn close after 5 s. */
const standardIdleMilliseconds = 4_000;

/** An application load balancer closes idle connections after 60 s. */
const longestIdleMilliseconds = 60_000;

/** How long a connection may idle: a second less than the target says, so that it never closes it under a request. */
function idleLimit(idleSeconds: number | undefined): number {
  if (idleSeconds === undefined) return standardIdleMilliseconds;
  return Math.min(longestIdleMilliseconds, (idleSeconds - 1) * 1000);
}
