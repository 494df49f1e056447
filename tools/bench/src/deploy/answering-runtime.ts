import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { FakeRuntime } from '@longshore/cloud/src/ecs/testing/fake-runtime';
import { type Container, type ContainerSpec } from '@longshore/runtime';

/** A runtime whose containers are no processes: each is a server that answers every request with 200. */
export class AnsweringRuntime extends FakeRuntime {
  override async start(spec: ContainerSpec): Promise<Container> {
    const container = await super.start(spec);
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    void container.exited.then(() => close(server));
    const { port } = server.address() as AddressInfo;
    container.address = () => ({ host: '127.0.0.1', port });
    return container;
  }
}

function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}
