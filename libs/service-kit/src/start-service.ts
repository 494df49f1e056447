import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { causeOf } from './cause';
import { ConfigError, type KitConfig, kitConfig, readConfig } from './config';
import { type Connections, watchConnections } from './connections';
import { createLog, type Log } from './log';
import { createServer, type ServerParts } from './server';

/** A service that is ready to listen. */
export interface ServiceParts extends ServerParts {
  /** Lets go of what the service holds, as its database; runs after the last answer. */
  close?(): Promise<void>;
}

/** Time that closing may take after the last answer, in milliseconds. */
const closeTimeoutMs = 2_000;

/** A service: its name, the configuration that it needs, and how it starts. */
export interface ServiceDefinition<S extends z.ZodObject> {
  name: string;
  config: S;
  start(config: z.infer<S>, log: Log): Promise<ServiceParts>;
}

/**
 * Runs a service until SIGTERM or SIGINT and ends the process: 0 when stopped, 1 with one line in the log when its
 * configuration is wrong or it cannot start.
 */
export async function startService<S extends z.ZodObject>(definition: ServiceDefinition<S>): Promise<never> {
  // From here on: without a handler, the kernel ignores SIGTERM for the first process of a container.
  const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  let log = createLog(definition.name, 'info');
  try {
    const config = readConfig(z.intersection(kitConfig, definition.config), process.env);
    log = createLog(definition.name, config.LOG_LEVEL);
    const service = await definition.start(config, log);
    const server = createServer(service, log);
    const connections = watchConnections(server.server);
    await listen(server, config, log);
    await stop;
    await stopServing(connections, config, log);
    await server.close();
    await service.close?.();
  } catch (error) {
    log.fatal(error instanceof ConfigError ? {} : { err: error }, causeOf(error));
    process.exit(1);
  }
  log.info('stopped');
  process.exit(0);
}

async function listen(server: FastifyInstance, { HOST, PORT }: KitConfig, log: Log): Promise<void> {
  await server.ready();
  // Not Fastify's own listen: it logs a line for each address of the machine.
  server.server.listen(PORT, HOST);
  await once(server.server, 'listening');
  const { address, port } = server.server.address() as AddressInfo;
  log.info({ address, port }, 'listening');
}

async function stopServing(connections: Connections, config: KitConfig, log: Log): Promise<void> {
  log.info('stopping');
  setTimeout(() => {
    log.error(`did not stop within ${config.STOP_TIMEOUT_MS + closeTimeoutMs} ms`);
    process.exit(1);
  }, config.STOP_TIMEOUT_MS + closeTimeoutMs).unref();
  const deadline = AbortSignal.timeout(config.STOP_TIMEOUT_MS);
  connections.letGo();
  await wait(Math.min(config.STOP_DELAY_MS, config.STOP_TIMEOUT_MS));
  const cut = await connections.close(deadline);
  if (cut > 0) log.warn({ requests: cut }, 'cut off requests that took too long');
}
