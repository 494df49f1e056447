import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RegistryContext } from '../context';
import { type RepositoryRecord } from '../state';

/** A request to a repository that is there. */
export interface RegistryCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly repository: RepositoryRecord;
  /** What comes last in the path: a digest, a tag, an upload's id. */
  readonly reference: string;
}

/** Answers a call. */
export type Handler = (context: RegistryContext, call: RegistryCall) => Promise<void> | void;
