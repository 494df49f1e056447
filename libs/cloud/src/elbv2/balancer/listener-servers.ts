import { PortInUseError } from '../port-in-use-error';
import { ListenerServer, type RequestHandler } from './listener-server';

/** The open ports. */
export class ListenerServers {
  private readonly servers = new Map<number, ListenerServer>();
  /** Closed ports whose last connections have not ended. */
  private readonly closing = new Set<ListenerServer>();

  constructor(private readonly handlerOf: (port: number) => RequestHandler) {}

  /**
   * Opens a port; 0 takes a free one.
   * @returns the port
   * @throws PortInUseError
   */
  async open(port: number): Promise<number> {
    if (this.servers.has(port)) throw new PortInUseError(port, 'EADDRINUSE');
    const server = await ListenerServer.open(port, this.handlerOf);
    this.servers.set(server.port, server);
    return server.port;
  }

  isOpen(port: number): boolean {
    return this.servers.has(port);
  }

  /** Takes no new connections at a port. */
  close(port: number): void {
    const server = this.servers.get(port);
    if (!server) return;
    this.servers.delete(port);
    this.closing.add(server);
    void server.close().then(() => this.closing.delete(server));
  }

  /**
   * Makes the open ports those given.
   * @throws PortInUseError
   */
  async match(ports: number[]): Promise<void> {
    for (const port of this.servers.keys()) if (!ports.includes(port)) this.close(port);
    for (const port of ports) if (!this.isOpen(port)) await this.open(port);
  }

  /** Ends every connection and closes every port. */
  async stop(): Promise<void> {
    const servers = [...this.servers.values(), ...this.closing];
    this.servers.clear();
    await Promise.all(servers.map((server) => server.destroy()));
  }
}
