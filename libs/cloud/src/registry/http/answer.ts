import { type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Readable } from 'node:stream';
import { RegistryError } from '../errors';

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  response.end(body);
}

/** Answers with headers alone. */
export function sendEmpty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, status === 204 ? headers : { 'content-length': '0', ...headers }).end();
}

/** Answers with content, which is closed when the client goes away. */
export async function sendContent(response: ServerResponse, content: Readable): Promise<void> {
  await pipeline(content, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/** Answers with an error; breaks the connection off where the answer has begun. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = error instanceof RegistryError ? error : new RegistryError(500, 'UNKNOWN', String(error));
  sendJson(response, known.status, { errors: [{ code: known.code, message: known.message }] }, known.headers);
}
