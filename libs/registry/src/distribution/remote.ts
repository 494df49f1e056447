import { type Digest } from '@longshore/model';
import { otherContent } from '../errors';
import { type Exchange } from '../http/exchange';
import { type RegistryResponse } from '../http/transport';

/** A repository of a registry, and what talks to it. */
export interface Remote {
  exchange: Exchange;
  host: string;
  /** As `/v2/rooms`. */
  path: string;
}

/** The address of something in a repository, as `blobs/sha256:…`. */
export const urlOf = ({ exchange, path }: Remote, end: string): URL => exchange.url(`${path}/${end}`);

/** @throws LS2203 where the registry says that it stored something else */
export function checkStored(host: string, digest: Digest, headers: RegistryResponse['headers']): void {
  const stored = headers['docker-content-digest'];
  if (stored !== undefined && stored !== digest) throw otherContent(host, digest, String(stored));
}
