import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setInterval } from 'node:timers/promises';
import { type Coordinator } from '../coordinator/coordinator';
import { isAlive } from '../process';
import { packError, readLines, sendLine, type WireCall } from './messages';

/** How a coordinator is served. */
export interface ServeOptions {
  /** Path of the Unix socket. */
  socket: string;
  /** The process of Nx: the run ends with it, however that ends. */
  parent: number;
}

/** How often it is looked whether Nx is still there, in milliseconds. */
const parentCheckMs = 500;

/**
 * Answers the tasks of a run until one of them finishes it, or Nx is gone.
 * @returns false where another process answers at this socket already
 */
export async function serveCoordinator(coordinator: Coordinator, { socket, parent }: ServeOptions): Promise<boolean> {
  const ended = new AbortController();
  const server = createServer((connection) => {
    void answer(coordinator, connection).then((method) => {
      if (method === 'finish') ended.abort();
    });
  });
  if (!(await listen(server, socket))) return false;
  await untilGone(parent, ended.signal);
  if (!ended.signal.aborted) await coordinator.finish();
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** Answers one connection, which carries one call; a caller that goes away is none of our business. */
async function answer(coordinator: Coordinator, connection: Socket): Promise<WireCall['method'] | undefined> {
  connection.on('error', () => undefined);
  for await (const call of readLines<WireCall>(connection)) {
    try {
      sendLine(connection, { result: await invoke(coordinator, call, connection) });
    } catch (error) {
      sendLine(connection, { error: packError(error) });
    }
    connection.end();
    return call.method;
  }
  return undefined;
}

function invoke(coordinator: Coordinator, call: WireCall, connection: Socket): Promise<unknown> {
  switch (call.method) {
    case 'outcome':
      return coordinator.outcome(call.service, (event) => sendLine(connection, { event }));
    case 'push':
      return coordinator.push(call.service, (progress) => sendLine(connection, { progress }));
    case 'reuse':
      return coordinator.reuse(call.service, call.inputKey);
    case 'finish':
      return coordinator.finish(call.reach);
    default:
      return coordinator[call.method](call.service);
  }
}

/** Binding the socket decides who serves where two were started at once. */
async function listen(server: Server, socket: string): Promise<boolean> {
  if (await bind(server, socket)) return true;
  if (await isAnswered(socket)) return false;
  // Left by a coordinator that was killed: nobody listens there any more.
  rmSync(socket, { force: true });
  return bind(server, socket);
}

const bind = (server: Server, socket: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(socket, () => resolve(true));
  });

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function untilGone(parent: number, ended: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(parentCheckMs, undefined, { signal: ended })) {
      if (!isAlive(parent)) return;
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}
