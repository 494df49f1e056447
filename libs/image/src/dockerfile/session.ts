import { randomUUID } from 'node:crypto';
import { performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import { type Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Login } from '@longshore/registry';
import type Docker from 'dockerode';
import { Reader, Writer } from 'protobufjs/minimal';
import { dial } from './dial';

/** What an engine calls back through during a build. */
export interface Session {
  id: string;
  close(): void;
}

/** Status codes of gRPC. */
const ok = '0';
const unimplemented = '12';

/** Finds out who the builder is to a registry; undefined is nobody in particular. */
export type FindLogin = (host: string) => Promise<Login | undefined>;

/** Answers of a session by method: protobuf messages. */
const answers: Record<string, (request: Buffer, findLogin: FindLogin) => Promise<Uint8Array>> = {
  // HealthCheckResponse { status: SERVING }. The engine asks every few seconds, and ends a build that is not answered.
  '/grpc.health.v1.Health/Check': () => Promise.resolve(Buffer.from([0x08, 0x01])),
  '/moby.filesync.v1.Auth/Credentials': async (request, findLogin) => credentials(await findLogin(hostIn(request))),
};

/** The field host (1) of a CredentialsRequest. */
function hostIn(message: Buffer): string {
  const reader = Reader.create(message);
  return reader.len > 0 && reader.uint32() >>> 3 === 1 ? reader.string() : '';
}

/** A CredentialsResponse: Username (1) and Secret (2); a secret alone is a token that stands for a login. */
function credentials(login: Login | undefined): Uint8Array {
  if (!login) return Buffer.alloc(0);
  const [username, secret] = 'identityToken' in login ? ['', login.identityToken] : [login.username, login.password];
  return Writer.create().uint32(10).string(username).uint32(18).string(secret).finish();
}

/**
 * Opens the session that BuildKit wants before it pulls from a registry that asks for a token, as Docker Hub does: gRPC
 * over a connection that the engine turns round. dockerode has one of its own, which stays open where a build is broken
 * off and does not answer the engine's health checks.
 */
export async function openSession(docker: Docker, findLogin: FindLogin, abortSignal: AbortSignal): Promise<Session> {
  const id = randomUUID();
  const headers = { Upgrade: 'h2c', 'X-Docker-Expose-Session-Uuid': id, 'X-Docker-Expose-Session-Name': 'longshore' };
  const socket = (await dial(docker, { path: '/session', hijack: true, headers, abortSignal })) as Duplex;
  const session = performServerHandshake(socket);
  // What goes wrong with it shows as an error of the build.
  session.on('error', () => undefined);
  socket.on('error', () => undefined);
  session.on('stream', (stream, headers) => void answer(stream, String(headers[':path']), findLogin));
  return {
    id,
    close: () => {
      session.destroy();
      socket.destroy();
    },
  };
}

async function answer(stream: ServerHttp2Stream, method: string, findLogin: FindLogin): Promise<void> {
  stream.on('error', () => undefined);
  try {
    const request = await buffer(stream);
    const message = await answers[method]?.(request.subarray(prefixLength), findLogin);
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': message ? ok : unimplemented }));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
    stream.end(message ? framed(message) : undefined);
  } catch {
    // The engine is gone, or who the builder is could not be found out: that is told elsewhere.
    stream.close();
  }
}

/** Of a message as gRPC sends it: whether it is compressed in one byte, its length in four. */
const prefixLength = 5;

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(prefixLength);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
