import { type IncomingMessage } from 'node:http';
import { type RegistryContext } from '../context';
import { RegistryError } from '../errors';
import { checkToken } from '../tokens';

/**
 * Lets only holders of a token of ECR pass, as `Basic` (of `AWS:TOKEN`) or `Bearer`.
 * @throws RegistryError UNAUTHORIZED; DENIED for a token that has expired: as 403 and with no challenge, as ECR does it
 *   (source: flipt-io/flipt#3043)
 */
export function authorize({ state, clock }: RegistryContext, request: IncomingMessage): void {
  const password = passwordOf(request.headers.authorization) ?? downloadToken(request);
  const verdict = password === undefined ? 'unknown' : checkToken(state, password, clock.now());
  if (verdict === 'expired') {
    throw new RegistryError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
  }
  if (verdict === 'unknown') throw unauthorized(request);
}

function passwordOf(authorization = ''): string | undefined {
  const [, scheme = '', value = ''] = /^(Basic|Bearer) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme === '') return undefined;
  const decoded = Buffer.from(value, 'base64').toString();
  // What GetAuthorizationToken gives is the base64 of AWS:TOKEN: clients send it behind Bearer as it is, too.
  if (decoded.startsWith('AWS:')) return decoded.slice('AWS:'.length);
  return scheme.toLowerCase() === 'bearer' ? value : undefined;
}

/** GetDownloadUrlForLayer gives URLs that need no header. */
function downloadToken({ method, url = '' }: IncomingMessage): string | undefined {
  const [, token] = /^\/v2\/[^?]+\/blobs\/[^/?]+\?token=([\w-]+)$/.exec(url) ?? [];
  return method === 'GET' || method === 'HEAD' ? token : undefined;
}

function unauthorized({ headers }: IncomingMessage): RegistryError {
  const realm = /^[\w.:[\]-]+$/.exec(headers.host ?? '')?.[0] ?? 'registry';
  const challenge = `Basic realm="http://${realm}/",service="ecr.amazonaws.com"`;
  return new RegistryError(401, 'UNAUTHORIZED', 'Not Authorized', { 'www-authenticate': challenge });
}
