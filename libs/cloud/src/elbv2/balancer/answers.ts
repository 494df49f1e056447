import { type ServerResponse } from 'node:http';

/** The errors that a load balancer answers itself (ALB guide, "Troubleshoot"). */
export type BalancerError = 400 | 502 | 503 | 504;

const titles: Record<BalancerError, string> = {
  400: 'Bad Request',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** What a load balancer calls itself. */
export const serverName = 'awselb/2.0';

/** The status line's words and the body of an error, to the letter as an application load balancer gives them. */
export function errorPage(status: BalancerError): { title: string; html: string } {
  const title = titles[status];
  return { title, html: page(`${status} ${title}`) };
}

/** Answers with an error of the load balancer's own; breaks the connection off where a response is under way. */
export function answerError(response: ServerResponse, status: BalancerError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { title, html } = errorPage(status);
  answer(response, status, title, { 'Content-Type': 'text/html' }, html);
}

/** Answers with the HTML that goes with a redirect. */
export function answerRedirect(response: ServerResponse, status: 301 | 302, location: string): void {
  const title = status === 301 ? 'Moved Permanently' : 'Found';
  const headers = { 'Content-Type': 'text/html', Location: location };
  answer(response, status, title, headers, page(`${status} ${title}`));
}

/** Answers without asking a target. */
export function answerFixed(response: ServerResponse, status: number, contentType: string, body: string): void {
  answer(response, status, undefined, { 'Content-Type': contentType }, body);
}

function answer(
  response: ServerResponse,
  status: number,
  title: string | undefined,
  headers: Record<string, string>,
  body: string,
): void {
  if (title !== undefined) response.statusMessage = title;
  response.writeHead(status, { Server: serverName, ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

const page = (title: string): string =>
  [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
