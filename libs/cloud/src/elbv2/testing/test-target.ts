import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type Target } from '../../kernel';

/** A real HTTP server on a free port, behind a load balancer; it keeps idle connections for longer than that does. */
export class TestTarget {
  /** The connections that are open, those of health checks not counted. */
  readonly connections = new Set<Socket>();
  /** How many requests came, health checks not counted. */
  requests = 0;

  private constructor(
    readonly server: Server,
    readonly target: Target,
  ) {}

  /** Starts one; `/health` answers 200 unless the handler is asked to do that too. */
  static async start(handler: RequestListener, { ownHealth = false } = {}): Promise<TestTarget> {
    const server = createServer({ keepAliveTimeout: 65_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const started = new TestTarget(server, { id: '127.0.0.1', port });
    server.on('request', (request, response) => {
      if (request.url === '/health' && !ownHealth) return void response.end('ok');
      if (request.url !== '/health') started.note(request.socket);
      handler(request, response);
    });
    return started;
  }

  /** Ends it and all its connections at once. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private note(socket: Socket): void {
    this.requests += 1;
    if (this.connections.has(socket)) return;
    this.connections.add(socket);
    socket.on('close', () => this.connections.delete(socket));
  }
}
