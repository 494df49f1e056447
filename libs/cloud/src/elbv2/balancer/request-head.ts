import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

/** Headers that concern one connection alone (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What a response does not pass on. */
const droppedFromResponse = new Set(hopByHop);

/** What a request does not pass on: beside the above what the load balancer answers or writes itself. */
const droppedFromRequest = new Set([
  ...hopByHop,
  'expect',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-amzn-trace-id',
]);

/** How a request's body is told to the target. */
export type BodyFraming = 'none' | 'length' | 'chunked';

/** Whether a request has a body, and of known length. */
export function bodyFramingOf(request: IncomingMessage): BodyFraming {
  if (request.headers['transfer-encoding'] !== undefined) return 'chunked';
  const length = request.headers['content-length'];
  return length === undefined || length === '0' ? 'none' : 'length';
}

/** What the load balancer knows of a request beyond its headers. */
export interface RequestContext {
  clientAddress: string;
  listenerPort: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** The head of the request that the target gets. */
export function requestHead(request: IncomingMessage, context: RequestContext): string {
  const { method = 'GET', url = '/', headers } = request;
  const { upgrade, 'transfer-encoding': encoding } = headers;
  return (
    `${method} ${url} HTTP/1.1\r\n` +
    headerLines(keptHeaders(request.rawHeaders, droppedFromRequest, headers.connection)) +
    `X-Forwarded-For: ${forwardedFor(headers['x-forwarded-for'], context.clientAddress)}\r\n` +
    `X-Forwarded-Proto: http\r\nX-Forwarded-Port: ${context.listenerPort}\r\n` +
    `X-Amzn-Trace-Id: ${traceId(headers['x-amzn-trace-id'], context.now)}\r\n` +
    (encoding === undefined ? '' : `Transfer-Encoding: ${encoding}\r\n`) +
    (upgrade === undefined ? '' : `Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n`) +
    '\r\n'
  );
}

/** A response's headers without those that concern the connection to the target alone. */
export const responseHeaders = (rawHeaders: string[]): string[] =>
  keptHeaders(rawHeaders, droppedFromResponse, headerValue(rawHeaders, 'connection'));

function keptHeaders(rawHeaders: string[], dropped: Set<string>, connection: string | undefined): string[] {
  const named = namedByConnection(connection);
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const key = name.toLowerCase();
    if (!dropped.has(key) && named?.includes(key) !== true) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}

function headerLines(rawHeaders: string[]): string {
  let lines = '';
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return lines;
}

function headerValue(rawHeaders: string[], wanted: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === wanted) return rawHeaders[index + 1];
  }
  return undefined;
}

/** Named in Connection or not, these stay: without them the target would read another request than was sent. */
const neverDropped = ['content-length', 'host'];

/** The further header names that a Connection header declares as its connection's own. */
function namedByConnection(connection: string | undefined): string[] | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const names = connection.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => !neverDropped.includes(name));
}

function forwardedFor(before: string | string[] | undefined, clientAddress: string): string {
  return before === undefined ? clientAddress : `${String(before)}, ${clientAddress}`;
}

/** A client's Root is kept and a Self put before it; else a new Root (ALB guide, "Request tracing"). */
function traceId(before: string | string[] | undefined, now: number): string {
  const id = newTraceId(now);
  if (before === undefined) return `Root=${id}`;
  const fields = String(before)
    .split(';')
    .filter((field) => field !== '' && !field.startsWith('Self='));
  const rooted = fields.some((field) => field.startsWith('Root='));
  return rooted ? [`Self=${id}`, ...fields].join(';') : [`Root=${id}`, ...fields].join(';');
}

/** The time in seconds and 96 bits, as hexadecimal digits: those of a UUID, which Node makes from a stock. */
function newTraceId(now: number): string {
  const uuid = randomUUID();
  const bits = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(24);
  return `1-${Math.floor(now / 1000).toString(16)}-${bits}`;
}
