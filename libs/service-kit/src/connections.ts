import { type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** The open connections of a server, and how to part from them without cutting off a request. */
export interface Connections {
  /** Lets every answer from now on, also those under way, say `Connection: close`; still accepts. */
  letGo(): void;
  /**
   * Stops accepting, closes idle connections at once and the others as they answer; resolves when all are closed.
   * When the signal aborts, the rest is cut off. Resolves to the number of requests cut off.
   */
  close(signal: AbortSignal): Promise<number>;
}

/** Watches a server's connections; call it before the server listens. */
export function watchConnections(server: Server): Connections {
  const open = new Map<Socket, Set<ServerResponse>>();
  let parting = false;
  let closing = false;

  server.on('connection', (socket: Socket) => {
    open.set(socket, new Set());
    socket.once('close', () => open.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    const underWay = open.get(socket);
    underWay?.add(response);
    if (parting) sayClose(response);
    // Emitted once the answer is with the kernel, or the client is gone.
    response.once('close', () => {
      underWay?.delete(response);
      if (closing && underWay?.size === 0) socket.destroySoon();
    });
  });

  return {
    letGo() {
      parting = true;
      for (const responses of open.values()) responses.forEach(sayClose);
    },
    async close(signal) {
      closing = true;
      const closed = stopAccepting(server);
      for (const [socket, responses] of open) if (responses.size === 0) socket.destroySoon();
      let cut = 0;
      const cutOff = () => {
        for (const [socket, responses] of open) {
          cut += responses.size;
          socket.destroy();
        }
      };
      if (signal.aborted) cutOff();
      else signal.addEventListener('abort', cutOff, { once: true });
      await closed;
      signal.removeEventListener('abort', cutOff);
      return cut;
    },
  };
}

/**
 * The close of node:net, which only stops accepting. That of node:http also destroys connections whose answer has been
 * handed over but not yet sent in full (Node 20 to 24), and misses those on which no request ever came.
 */
function stopAccepting(server: Server): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
