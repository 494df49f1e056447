import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';

/** A request to a registry. */
export interface RegistryRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | { open(): Readable; size: number };
  signal?: AbortSignal | undefined;
}

/** The answer; `body` has to be read or discarded, or its connection is not used again. */
export interface RegistryResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
}

/** Sends one request; rejects where no answer came. */
export type Transport = (request: RegistryRequest) => Promise<RegistryResponse>;

/** A connection that is silent for so long is given up, in milliseconds. */
const silenceMs = 60_000;

/**
 * HTTP with connections kept open between requests. Node's own client and not `fetch`: a registry wants the length of
 * a blob beforehand, and `fetch` sends streams in chunks of unknown number.
 */
export function createTransport(): Transport {
  const options = { keepAlive: true, maxSockets: 8 };
  const plain = { request: httpRequest, agent: new HttpAgent(options) };
  const secure = { request: httpsRequest, agent: new HttpsAgent(options) };
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const { request, agent } = url.protocol === 'https:' ? secure : plain;
      const outgoing = request(url, { method, agent, headers: { ...headers, ...lengthOf(method, body) }, signal });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
      });
      outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
      if (body === undefined || Buffer.isBuffer(body)) outgoing.end(body);
      else pipeline(body.open(), outgoing, (error) => error && reject(error));
    });
}

/** Thrown where an answer does not end where it should; `message` says how long it is. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

/**
 * The whole of an answer's body, of at most `limit` bytes.
 * @throws AnswerTooLong
 */
export async function readBody({ body }: RegistryResponse, limit = 4 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new AnswerTooLong(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function lengthOf(method: string, body: RegistryRequest['body']): Record<string, string> {
  if (method === 'GET' || method === 'HEAD') return {};
  const size = body === undefined ? 0 : Buffer.isBuffer(body) ? body.length : body.size;
  return { 'content-length': String(size) };
}
