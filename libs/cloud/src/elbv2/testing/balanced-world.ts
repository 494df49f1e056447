import { type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Clock } from '../../kernel';
import { Elbv2World } from './elbv2-world';
import { TestTarget } from './test-target';

/** A load balancer that sends everything to one target group, and the targets behind it. */
export class BalancedWorld {
  private readonly ends: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly cloud: Elbv2World,
    readonly group: string,
  ) {}

  static async start(clock?: Clock): Promise<BalancedWorld> {
    const cloud = await new Elbv2World(clock).start();
    const group = await cloud.group('rooms');
    await cloud.route('*', group);
    return new BalancedWorld(cloud, group);
  }

  get url(): string {
    return this.cloud.loadBalancer.url;
  }

  /** Adds a target, which is healthy when this resolves. */
  async add(handler: RequestListener): Promise<TestTarget> {
    const target = await TestTarget.start(handler);
    this.ends.push(() => target.stop());
    await this.cloud.register(this.group, target);
    return target;
  }

  /** Adds a target that writes whatever it likes once a request came. */
  async addRaw(onRequest: (socket: Socket, request: string) => void): Promise<void> {
    const server = rawServer(onRequest);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.ends.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    await this.cloud.register(this.group, { target: { id: '127.0.0.1', port } });
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    for (const end of this.ends) await end();
  }
}

function rawServer(onRequest: (socket: Socket, request: string) => void): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString();
      if (text.startsWith('GET /health ')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      else onRequest(socket, text);
    });
  });
}
