import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Project } from '../image';
import { readClosure } from '../project-closure';

/** How long an application load balancer keeps idle connections to targets unless it is told otherwise, in seconds. */
const balancerSeconds = 60;

/** How long a service that does not announce its keep-alive is watched, in milliseconds: Node's default is 5 s. */
const watchMs = 6000;

/** The line that sets the keep-alive, by framework: the first that a service depends on counts. */
const fixes: readonly { name: string; package: string; line: string }[] = [
  { name: 'Nest', package: '@nestjs/core', line: 'app.getHttpServer().keepAliveTimeout = 65_000;' },
  { name: 'Express', package: 'express', line: 'app.listen(port).keepAliveTimeout = 65_000;' },
  { name: 'Koa', package: 'koa', line: 'app.listen(port).keepAliveTimeout = 65_000;' },
  { name: 'Fastify', package: 'fastify', line: 'Fastify({ keepAliveTimeout: 65_000 })' },
];
const plain = { name: 'node:http', line: 'createServer({ keepAliveTimeout: 65_000 }, listener)' };

/**
 * Measures after how many seconds a service closes an idle connection: what it announces in `Keep-Alive`, or what it
 * does while it is watched. Undefined if it keeps connections longer than that, or none at all.
 * @param signal ends the watch
 */
export async function measureKeepAlive(url: URL, signal: AbortSignal): Promise<number | undefined> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const [response] = (await once(get(url, { agent, signal }), 'response', { signal })) as [IncomingMessage];
    const { headers, httpVersion, socket } = response;
    await once(response.resume(), 'end', { signal });
    // Nobody sends a second request on a connection that the service said it would close.
    if (headers.connection?.toLowerCase() === 'close' || httpVersion === '1.0') return undefined;
    const announced = /(?:^|[\s,])timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1];
    return announced === undefined ? await closedAfter(socket, signal) : Number(announced);
  } catch {
    return undefined; // a measurement fails no verification
  } finally {
    agent.destroy();
  }
}

async function closedAfter(socket: Socket, signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const watch = AbortSignal.any([signal, AbortSignal.timeout(watchMs)]);
  if (!socket.closed) await once(socket, 'close', { signal: watch });
  return Math.round((performance.now() - start) / 1000);
}

/** Warns of a service that closes idle connections before the load balancer does; undefined if it does not. */
export function keepAliveWarning(project: Project, seconds: number | undefined): string | undefined {
  if (seconds === undefined || seconds > balancerSeconds) return undefined;
  const { name, line } = fixFor(project);
  return (
    `${project.service.name} closes idle connections after ${seconds} s. A load balancer keeps them for ` +
    `${balancerSeconds} s, and answers 502 to a request that meets the close. Fix (${name}): ${line}`
  );
}

function fixFor(project: Project): { name: string; line: string } {
  const packages = new Set(readClosure(project).closure.packages.map(({ name }) => name));
  return fixes.find((fix) => packages.has(fix.package)) ?? plain;
}
