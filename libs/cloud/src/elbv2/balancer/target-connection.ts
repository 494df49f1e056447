import { connect, type Socket } from 'node:net';
import { type Clock, type Target } from '../../kernel';
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
  onFree(connection: TargetConnection): void;
  onGone(connection: TargetConnection): void;
}

/** A request as it goes to a target. */
export interface OutgoingRequest {
  method: string;
  head: string;
  /** It has no body. */
  end: boolean;
  /** How long the connection may wait for its next request, in milliseconds. */
  idleMilliseconds: number;
}

/** A connection to a target: one request at a time. */
export class TargetConnection implements ResponseEvents {
  private readonly socket: Socket;
  private parser: ResponseParser | undefined;
  private listener: ResponseListener | undefined;
  private head: ResponseHead | undefined;
  private sent = false;
  private idleMilliseconds = 0;
  /** When it closes, while it waits for its next request. */
  private restUntil: number | undefined;
  private cancelWake: (() => void) | undefined;

  constructor(
    target: Target,
    private readonly owner: ConnectionOwner,
    private readonly clock: Clock,
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

  /** Sends a request's head. */
  send({ method, head, end, idleMilliseconds }: OutgoingRequest, listener: ResponseListener): void {
    this.restUntil = undefined;
    this.idleMilliseconds = idleMilliseconds;
    this.listener = listener;
    this.head = undefined;
    this.sent = end;
    this.parser = new ResponseParser(this, method);
    this.socket.write(head, 'latin1');
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

  /**
   * Waits for its next request as long as the load balancer keeps idle connections, then closes. What the target says
   * of its own patience (`Keep-Alive: timeout=5`) counts for nothing, as on AWS.
   */
  rest(): void {
    this.restUntil = this.clock.now() + this.idleMilliseconds;
    // Not one timer a request: the one that runs already looks again when it is due.
    if (!this.cancelWake) this.wakeIn(this.idleMilliseconds);
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
    // A response that comes before the end of its request leaves the connection in no state to be used again.
    const reusable = head?.keepAlive === true && this.sent && surplus.length === 0;
    this.socket.resume();
    if (reusable && this.usable) this.owner.onFree(this);
    else this.socket.destroy();
    listener?.onEnd();
  }

  onUpgrade(head: ResponseHead, rest: Buffer): void {
    const { listener, socket } = this;
    this.listener = undefined;
    for (const event of ['data', 'drain', 'error', 'end']) socket.removeAllListeners(event);
    listener?.onUpgrade(head, rest, socket);
  }

  private wakeIn(milliseconds: number): void {
    this.cancelWake = this.clock.after(milliseconds, () => this.onWake());
  }

  /** Closes it only if it still waits: it may be busy again, or have switched protocols. */
  private onWake(): void {
    this.cancelWake = undefined;
    if (this.restUntil === undefined) return;
    const left = this.restUntil - this.clock.now();
    if (left > 0) this.wakeIn(left);
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
    this.cancelWake?.();
    this.fail(new Error('the connection to the target was closed'));
    this.owner.onGone(this);
  }
}
