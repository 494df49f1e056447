import { type IncomingMessage } from 'node:http';
import { type RequestFacts } from '../routing/conditions';

/** What rules look at, taken from a request. */
export function factsOf({ method = 'GET', url = '/', headers, rawHeaders, socket }: IncomingMessage): RequestFacts {
  const target = pathAndQuery(url);
  const mark = target.indexOf('?');
  return {
    method,
    host: (headers.host ?? '').replace(/:\d+$/, ''),
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    rawHeaders,
    clientAddress: socket.remoteAddress ?? '',
  };
}

/** A request line may hold a whole URL (RFC 9112, 3.2.2): rules see its path all the same. */
function pathAndQuery(url: string): string {
  if (url.startsWith('/') || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
