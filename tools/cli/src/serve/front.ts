import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Address } from '@longshore/runtime';

/** How long a request may wait for a process that answers, in milliseconds: below what a load balancer waits. */
const defaultHoldMs = 20_000;

/** Requests under way get so long before the process that answers them is asked to stop, in milliseconds. */
const drainMs = 300;

/** Of one connection alone: they are not passed on (RFC 9110, section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'expect']);

/** Where requests go: to a process, nowhere yet, or nowhere for a reason. */
type State = { to: Address } | { held: true } | { why: string };

/**
 * Stands before the process of a service in development on one port that stays: while the process is replaced, requests
 * wait for the new one.
 */
export class Front {
  readonly #server: Server;
  readonly #holdMs: number;
  #state: State = { held: true };
  readonly #waiting = new Set<() => void>();
  #underWay = 0;

  private constructor(server: Server, holdMs: number) {
    this.#server = server;
    this.#holdMs = holdMs;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      void this.#tunnel(request, socket, head);
    });
  }

  /**
   * Listens on a free port of 127.0.0.1; requests wait until it leads somewhere.
   * @param holdMs how long they do, in milliseconds; then the answer is 503
   */
  static async open(holdMs = defaultHoldMs): Promise<Front> {
    // As services do, so that a load balancer does not reuse a connection that is being closed.
    const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Front(server, holdMs);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sends requests to a process that answers, those that wait first. */
  lead(to: Address): void {
    this.#move({ to });
  }

  /** Lets requests wait from now on; resolves when none is under way any more, or only such as last. */
  async hold(): Promise<void> {
    this.#move({ held: true });
    const deadline = Date.now() + drainMs;
    while (this.#underWay > 0 && Date.now() < deadline) await delay(5);
  }

  /** Answers 503 with the reason from now on. */
  refuse(why: string): void {
    this.#move({ why });
  }

  close(): void {
    this.#move({ why: 'serving has ended' });
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #move(state: State): void {
    this.#state = state;
    for (const go of this.#waiting) go();
  }

  /** Where to send a request; waits where that is not known yet. */
  async #address(): Promise<Address | { why: string }> {
    const deadline = Date.now() + this.#holdMs;
    while ('held' in this.#state) {
      const left = deadline - Date.now();
      if (left <= 0) return { why: `the service does not answer after ${this.#holdMs / 1000} s` };
      await this.#moved(left);
    }
    return 'to' in this.#state ? this.#state.to : this.#state;
  }

  /** Waits until the state changes, so many milliseconds at most. */
  #moved(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, milliseconds);
      this.#waiting.add(go);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const to = await this.#address();
    if ('why' in to) return refuse(response, 503, to.why);
    this.#underWay += 1;
    response.once('close', () => (this.#underWay -= 1));
    forward(request, response, to);
  }

  async #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const to = await this.#address();
    if ('why' in to) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    const target = connect(to.port, to.host);
    target.on('error', () => socket.destroy());
    target.on('close', () => socket.destroy());
    socket.on('close', () => target.destroy());
    target.write(headOf(request));
    target.write(head);
    socket.pipe(target).pipe(socket);
  }
}

function forward(request: IncomingMessage, response: ServerResponse, { host, port }: Address): void {
  const { method, url } = request;
  const headers = endToEnd(request.rawHeaders);
  if (request.headers['transfer-encoding']) headers.push('transfer-encoding', 'chunked');
  const onward = send({ host, port, method, path: url, headers, agent: false });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  onward.on('error', (error) => refuse(response, 502, `the service broke the request off: ${error.message}`));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

/** Names and values in turn, as Node has them, so that those that repeat stay apart. */
const endToEnd = (raw: string[]): string[] =>
  raw.filter((_text, index) => !hopByHop.has((raw[index - (index % 2)] ?? '').toLowerCase()));

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((text, index) => (index % 2 ? [] : [`${text}: ${rawHeaders[index + 1] ?? ''}`]));
  return [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${why}\n`);
}
