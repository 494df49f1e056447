import { randomUUID } from 'node:crypto';
import { performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import { type Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { dial } from './dial';

/** What an engine calls back through during a build. */
export interface Session {
  id: string;
  close(): void;
}

/** Status codes of gRPC. */
const ok = '0';
const unimplemented = '12';

/** Answers of a session by method: protobuf messages. */
const answers: Record<string, Buffer> = {
  // HealthCheckResponse { status: SERVING }. The engine asks every few seconds, and ends a build that is not answered.
  '/grpc.health.v1.Health/Check': Buffer.from([0x08, 0x01]),
  // CredentialsResponse without a name or secret: nobody in particular.
  '/moby.filesync.v1.Auth/Credentials': Buffer.alloc(0),
};

/**
 * Opens the session that BuildKit wants before it pulls from a registry that asks for a token, as Docker Hub does: gRPC
 * over a connection that the engine turns round. dockerode has one of its own, which stays open where a build is broken
 * off and does not answer the engine's health checks.
 */
export async function openSession(docker: Docker, abortSignal: AbortSignal): Promise<Session> {
  const id = randomUUID();
  const headers = { Upgrade: 'h2c', 'X-Docker-Expose-Session-Uuid': id, 'X-Docker-Expose-Session-Name': 'longshore' };
  const socket = (await dial(docker, { path: '/session', hijack: true, headers, abortSignal })) as Duplex;
  const session = performServerHandshake(socket);
  // What goes wrong with it shows as an error of the build.
  session.on('error', () => undefined);
  socket.on('error', () => undefined);
  session.on('stream', (stream, headers) => answer(stream, String(headers[':path'])));
  return {
    id,
    close: () => {
      session.destroy();
      socket.destroy();
    },
  };
}

function answer(stream: ServerHttp2Stream, method: string): void {
  const message = answers[method];
  stream.on('error', () => undefined);
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': message ? ok : unimplemented }));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
  stream.resume();
  stream.end(message ? framed(message) : undefined);
}

/** A message as gRPC sends it: not compressed, its length in four bytes. */
function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
