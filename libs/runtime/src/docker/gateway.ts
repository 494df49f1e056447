import { connect, createServer, type Server } from 'node:net';

/**
 * Lets containers reach what listens on this machine's loopback: each port that one needs is also listened on at the
 * gateway's address of the containers' network, for as long as a container needs it.
 */
export class Gateway {
  private readonly doors = new Map<string, { users: number; server: Promise<Server | undefined> }>();

  /** @returns what closes the port again, unless others need it still */
  async open(address: string, port: number): Promise<() => void> {
    const key = `${address}:${port}`;
    const door = this.doors.get(key) ?? { users: 0, server: listen(address, port) };
    this.doors.set(key, door);
    door.users += 1;
    await door.server;
    let open = true;
    return () => {
      if (open) door.users -= 1;
      open = false;
      if (door.users > 0) return;
      this.doors.delete(key);
      void door.server.then((server) => server?.close());
    };
  }
}

/** Undefined where the port is taken: then its owner listens on all addresses, and is reached without us. */
function listen(address: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((inner) => {
      const outer = connect(port, '127.0.0.1');
      inner.pipe(outer).pipe(inner);
      inner.once('error', () => outer.destroy());
      outer.once('error', () => inner.destroy());
    });
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, address, () => resolve(server));
  });
}

const loopback = /(?<![\w.-])(?:127\.0\.0\.1|localhost):(\d+)/g;

/** The ports of this machine's loopback that an environment names, other than the container's own. */
export function loopbackPorts(environment: Record<string, string>, own: number[]): number[] {
  const all = Object.values(environment).flatMap((value) =>
    [...value.matchAll(loopback)].map(([, port]) => Number(port)),
  );
  return [...new Set(all)].filter((port) => !own.includes(port));
}

/** The environment as it must read inside a container: there, loopback is the container itself. */
export function throughGateway(
  environment: Record<string, string>,
  gateway: string,
  own: number[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(loopback, (whole, port: string) => (own.includes(Number(port)) ? whole : `${gateway}:${port}`)),
    ]),
  );
}
