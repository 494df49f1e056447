import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Whom the gate lets in. */
export interface GateOptions {
  /** The host of the registry behind it. */
  registry: string;
  /** What it asks for: a token of its own server, or user and password at once. */
  scheme: 'bearer' | 'basic';
  /** `user:password`; everybody gets a token where nothing is said. */
  user?: string;
  /** A token that stands for a login. */
  identityToken?: string;
}

/** A registry's door, with a token server beside it: real HTTP in front of a registry that lets everybody in. */
export class TokenGate {
  /** What was asked of the token server, as `GET /token?scope=…`. */
  readonly tokenRequests: string[] = [];
  readonly #options: GateOptions;
  readonly #tokens = new Map<string, string>();
  readonly #server: Server;

  private constructor(options: GateOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(options: GateOptions): Promise<TokenGate> {
    const gate = new TokenGate(options);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on it knows none of the tokens that it gave. */
  forget(): void {
    this.#tokens.clear();
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', `http://${this.host}`);
    if (url.pathname === '/token') return this.#giveToken(request, url, response);
    const repository = /^\/v2\/(.+?)\/(?:blobs|manifests|referrers)\//.exec(url.pathname)?.[1] ?? '';
    if (this.#lets(request, `repository:${repository}:pull`)) return this.#forward(request, response);
    const challenge =
      this.#options.scheme === 'basic'
        ? 'Basic realm="gate"'
        : `Bearer realm="http://${this.host}/token",service="gate",scope="repository:${repository}:pull"`;
    request.resume();
    response.writeHead(401, { 'www-authenticate': challenge }).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
  }

  #lets({ headers: { authorization = '' } }: IncomingMessage, scope: string): boolean {
    if (this.#options.scheme === 'basic') return authorization === this.#basic();
    return this.#tokens.get(authorization.slice('Bearer '.length)) === scope;
  }

  async #giveToken(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    this.tokenRequests.push(`${request.method} ${url.pathname}${url.search}`);
    const form = new URLSearchParams(await text(request));
    const { user, identityToken } = this.#options;
    const knowsToken = identityToken !== undefined && form.get('refresh_token') === identityToken;
    const isOpen = user === undefined && identityToken === undefined;
    if (!isOpen && !knowsToken && (user === undefined || request.headers.authorization !== this.#basic())) {
      response.writeHead(401).end();
      return;
    }
    const token = randomUUID();
    this.#tokens.set(token, form.get('scope') ?? url.searchParams.get('scope') ?? '');
    response.end(JSON.stringify({ token }));
  }

  #basic(): string {
    return `Basic ${Buffer.from(this.#options.user ?? '').toString('base64')}`;
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = incoming;
    const outgoing = httpRequest(`http://${this.#options.registry}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }
}
