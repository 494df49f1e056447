import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

/** What to send, beside its address. */
export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

/** A response, read whole. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request and reads the response; rejects where the connection breaks. */
export function send(url: string, { method = 'GET', headers = {}, body, agent }: Sending = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
