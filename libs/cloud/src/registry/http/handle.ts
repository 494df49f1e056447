import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RegistryContext } from '../context';
import { nameUnknown, RegistryError } from '../errors';
import { isRepositoryName } from '../names';
import { findRepository, type RepositoryRecord } from '../state';
import { sendError, sendJson } from './answer';
import { authorize } from './authorize';
import { route } from './route';

/** Answers a request to a path at or below `/v2/`; never rejects. */
export async function handle(
  context: RegistryContext,
  account: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  try {
    authorize(context, request);
    const { path, query } = readUrl(request);
    if (/^\/v2\/?$/.test(path)) return sendJson(response, 200, {});
    const found = route(request.method ?? '', path);
    if (!found) throw new RegistryError(404, 'UNSUPPORTED', 'There is nothing at this path');
    const repository = repositoryOf(context, found.repository, account);
    await found.handler(context, { request, response, query, repository, reference: found.reference });
  } catch (error) {
    sendError(response, error);
  }
}

/** Reads a URL as it was sent: dots in it are not resolved, and each part is checked by its own rule. */
function readUrl({ url = '' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  try {
    return { path: decodeURIComponent(path), query: new URLSearchParams(query.join('?')) };
  } catch {
    throw new RegistryError(400, 'NAME_INVALID', 'The path is not well-formed');
  }
}

function repositoryOf({ state }: RegistryContext, name: string, account: string): RepositoryRecord {
  if (!isRepositoryName(name)) throw new RegistryError(400, 'NAME_INVALID', `${name} is no name of a repository`);
  const repository = findRepository(state, name);
  if (!repository) throw nameUnknown(name, account);
  return repository;
}
