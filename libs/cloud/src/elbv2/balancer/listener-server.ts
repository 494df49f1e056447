import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { PortInUseError } from '../port-in-use-error';
import { errorPage, serverName } from './answers';

/** Answers a request; `upgrade` is what followed one that asks to switch protocols. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, upgrade?: Buffer) => void;

/** A listener's port, open on 127.0.0.1. */
export class ListenerServer {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /**
   * Opens a port; 0 takes a free one.
   * @throws PortInUseError
   */
  static async open(port: number, handlerOf: (port: number) => RequestHandler): Promise<ListenerServer> {
    const server = createServer(settings);
    const actual = await listen(server, port);
    const handle = handlerOf(actual);
    server.on('request', handle);
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      handle(request, upgradeResponse(request, socket), head),
    );
    server.on('clientError', (_error: Error, socket: Socket) => refuse(socket));
    return new ListenerServer(server, actual);
  }

  /** Takes no new connections; those that are open end with their request. Resolves when all have. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    return closed;
  }

  /** Ends every connection at once; resolves when all are gone. */
  destroy(): Promise<void> {
    const closed = this.close();
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }
}

const settings = {
  // The client's own connection may idle as long as an application load balancer's, 60 s.
  keepAliveTimeout: 60_000,
  // Requests may take their time (a slow upload): a load balancer ends only those on which nothing happens.
  requestTimeout: 0,
  maxHeaderSize: 64 * 1024,
  noDelay: true,
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new PortInUseError(port, error.code ?? 'unknown')));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Lets a request that asks to switch protocols be answered like any other, until a target agrees to switch. */
function upgradeResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  // Without a switch the connection is of no more use: Node's parser has let go of it.
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  socket.on('error', () => socket.destroy());
  return response;
}

function refuse(socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { title, html } = errorPage(400);
  socket.end(
    `HTTP/1.1 400 ${title}\r\nServer: ${serverName}\r\nContent-Type: text/html\r\n` +
      `Content-Length: ${Buffer.byteLength(html)}\r\nConnection: close\r\n\r\n${html}`,
  );
}
