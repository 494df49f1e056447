import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Clock } from '../../kernel';
import { answerError } from './answers';
import { type ConnectionPool } from './connection-pool';
import { QuietTimer } from './quiet-timer';
import { Reply } from './reply';
import { type BodyFraming, bodyFramingOf, requestHead } from './request-head';
import { ConnectTimeout, type ResponseListener, type TargetConnection } from './target-connection';
import { type ResponseHead } from './response-parser';
import { tunnel } from './tunnel';
import { type TurnEnd } from './turn-end';

/** A client's request, where to answer it, and what it may take. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  listenerPort: number;
  /** After how long without a byte either way the exchange is given up. */
  idleMilliseconds: number;
  clock: Clock;
  turnEnd: TurnEnd;
  /** The client asked to switch protocols: what it sent after its request. */
  upgrade?: Buffer;
}

/**
 * Sends one request to a target and its response to the client, both streaming. Like an application load balancer it
 * sends no request twice: a target that closes a kept connection under a request costs the client a 502.
 */
export class Forwarding implements ResponseListener {
  private readonly framing: BodyFraming;
  private readonly timer: QuietTimer;
  private readonly reply: Reply;
  private connection: TargetConnection | undefined;
  /** The connection may serve another exchange by now. */
  private ended = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly pool: ConnectionPool,
  ) {
    const { request, response, clock, turnEnd, idleMilliseconds } = exchange;
    this.reply = new Reply(response, turnEnd);
    this.framing = bodyFramingOf(request);
    this.timer = new QuietTimer(clock, idleMilliseconds, () => this.onQuiet());
  }

  start(): void {
    this.exchange.response.on('close', () => this.onClientGone());
    this.pool.take((connection) => this.begin(connection));
  }

  private begin(connection: TargetConnection): void {
    if (this.ended) return connection.destroy();
    this.connection = connection;
    this.send(connection);
    if (this.framing !== 'none') this.sendBody(connection);
  }

  onHead(head: ResponseHead): void {
    this.timer.stir();
    this.reply.begin(head);
  }

  onBody(bytes: Buffer): void {
    this.timer.stir();
    if (this.reply.add(bytes)) return;
    this.connection?.pause();
    this.exchange.response.once('drain', () => this.onClientDrain());
  }

  onPause(): void {
    this.reply.flush();
  }

  onEnd(): void {
    this.ended = true;
    this.timer.stop();
    this.reply.end();
  }

  onUpgrade(head: ResponseHead, rest: Buffer, socket: Socket): void {
    this.timer.stop();
    const { response, upgrade, idleMilliseconds, clock } = this.exchange;
    const client = response.socket;
    if (upgrade === undefined || !client) {
      socket.destroy();
      return answerError(response, 502);
    }
    response.detachSocket(client);
    tunnel({ client, target: socket, idleMilliseconds, clock, head, sent: upgrade, rest });
  }

  onDrain(): void {
    this.timer.stir();
    this.exchange.request.resume();
  }

  onFailure(error: Error): void {
    this.giveUp(error instanceof ConnectTimeout ? 504 : 502);
  }

  private send(connection: TargetConnection): void {
    const { request, listenerPort, clock, idleMilliseconds } = this.exchange;
    const now = clock.now();
    const head = requestHead(request, { clientAddress: request.socket.remoteAddress ?? '', listenerPort, now });
    this.timer.start();
    const outgoing = { method: request.method ?? 'GET', head, end: this.framing === 'none', idleMilliseconds };
    connection.send(outgoing, this);
  }

  private sendBody(connection: TargetConnection): void {
    const { request } = this.exchange;
    const chunked = this.framing === 'chunked';
    request.on('data', (bytes: Buffer) => {
      this.timer.stir();
      if (chunked) connection.write(`${bytes.length.toString(16)}\r\n`);
      const more = connection.write(bytes);
      if (chunked) connection.write('\r\n');
      if (!more) request.pause();
    });
    request.on('end', () => {
      if (chunked) connection.write('0\r\n\r\n');
      connection.endRequest();
    });
  }

  private onClientDrain(): void {
    this.timer.stir();
    if (!this.ended) this.connection?.resume();
  }

  private onQuiet(): void {
    this.connection?.destroy();
    this.giveUp(504);
  }

  private giveUp(status: 502 | 504): void {
    this.timer.stop();
    answerError(this.exchange.response, status);
  }

  private onClientGone(): void {
    this.timer.stop();
    if (this.ended) return;
    this.ended = true;
    this.connection?.destroy();
  }
}
