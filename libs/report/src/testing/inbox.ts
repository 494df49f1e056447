import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request that arrived. */
export interface Arrival {
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** A server on loopback that keeps what is posted to it, and answers as it is told. */
export interface Inbox {
  url: string;
  arrivals: Arrival[];
  answer: { status: number; body: string };
  close(): Promise<void>;
}

/** Opens an inbox on a free port; it answers 200 `ok`. */
export async function openInbox(): Promise<Inbox> {
  const inbox: Pick<Inbox, 'arrivals' | 'answer'> = { arrivals: [], answer: { status: 200, body: 'ok' } };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      inbox.arrivals.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(inbox.answer.status).end(inbox.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
  return Object.assign(inbox, { url, close });
}
