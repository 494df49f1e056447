import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { CloudError } from './cloud-error';
import { metadataRoot } from './ecs/metadata/metadata';
import { ConnectionReset } from './faults';
import { AwsError } from './kernel';
import { type Dispatch } from './protocol';

/** Who answers what comes in on the cloud's port. */
export interface ServerParts {
  /** API calls. */
  dispatch: Dispatch;
  /** The registry: everything below `/v2/`. */
  registry(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The task metadata endpoint: everything below `/v4/`; undefined where there is nothing of that name. */
  metadata?(path: string): Promise<object | undefined>;
  /** The addresses of this machine: containers call it by that of their network's gateway. */
  addresses?(): string[];
  /**
   * Everything below `/_cloud/`; undefined where there is nothing of that name.
   * @throws AwsError for a body that does not fit
   */
  control(method: string, path: string, body: string): Promise<object | undefined>;
}

/** Larger than the largest call of AWS: a part of a layer (20 MiB) as base64. */
const maxCallBytes = 32 * 1024 * 1024;

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Opens the cloud's port on 127.0.0.1.
 * @throws CloudError LS4001 where another process has it
 */
export async function openServer(port: number, parts: ServerParts): Promise<Server> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => fail(response, error));
  });
  // Uploads of large layers take as long as they take.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** The base URL of an open server. */
export const endpointOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new CloudError('LS4001', `port ${port} is in use by another process`, 'longshore cloud --port 0');
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isForeign(request, parts)) return send(response, 403, { message: 'only programs on this machine are answered' });
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/v2' || path.startsWith('/v2/')) return parts.registry(request, response);
  if (path.startsWith('/_cloud/')) return control(parts, request, response, path);
  if (path.startsWith(metadataRoot)) return metadata(parts, response, path);
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, { __type: 'RequestEntityTooLargeException' });
  const headers = request.headers as Record<string, string | undefined>;
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const endpoint = `http://${request.headers.host}`;
  const answer = await parts.dispatch({ headers, body, endpoint, signal: gone.signal });
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** A page of another site, by its Origin or by a name that it made resolve to this machine, must not command the cloud. */
function isForeign({ headers }: IncomingMessage, parts: ServerParts): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  // A foreign page would have a name in the Host, not an address of ours.
  if (!loopback.has(host) && !parts.addresses?.().includes(host)) return true;
  if (headers.origin === undefined) return false;
  return !loopback.has(headers.origin.replace(/^https?:\/\//, '').replace(/:\d+$/, ''));
}

async function control(parts: ServerParts, request: IncomingMessage, response: ServerResponse, path: string) {
  const { method = 'GET' } = request;
  const result = await parts.control(method, path, (await readBody(request)) ?? '');
  if (result) return send(response, 200, result);
  send(response, 404, { message: `nothing at ${method} ${path}` });
}

async function metadata(parts: ServerParts, response: ServerResponse, path: string): Promise<void> {
  const document = await parts.metadata?.(path);
  if (document) return send(response, 200, document);
  send(response, 404, { message: `no metadata at ${path}` });
}

/** The whole body; undefined where it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxCallBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || error instanceof ConnectionReset) response.destroy();
  else if (error instanceof AwsError) send(response, error.status, { code: error.code, message: error.message });
  else send(response, 500, { message: error instanceof Error ? error.stack : String(error) });
}
