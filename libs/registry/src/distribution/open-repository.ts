import { digestOf } from '../digest';
import { isLoopback } from '../errors';
import { Exchange } from '../http/exchange';
import { defaultRetryPolicy, type RetryPolicy } from '../http/retry';
import { createTransport, type Transport } from '../http/transport';
import { type Credentials, type Repository } from '../repository';
import { Blobs } from './blobs';
import { Manifests } from './manifests';
import { Referrers } from './referrers';

/** Which repository, and how to speak to its registry. */
export interface RepositoryOptions {
  /** Host of the registry, with its port if it has one. */
  host: string;
  /** Name of the repository, as `rooms`. */
  name: string;
  /** Who asks; nobody in particular where the registry is open. */
  credentials?: Credentials;
  /** Plain HTTP; the default for this machine alone. */
  insecure?: boolean;
  /** Shared by repositories of one registry, so that they share connections. */
  transport?: Transport;
  retry?: RetryPolicy;
}

const anonymous: Credentials = { authorization: () => Promise.resolve(undefined) };

/**
 * Opens a repository of a registry that speaks the OCI Distribution protocol; nothing is sent yet.
 * Its methods throw LS2201 to LS2204, and LS2206.
 */
export function openRepository(options: RepositoryOptions): Repository {
  const { host, name, credentials = anonymous, insecure = isLoopback(host), retry = defaultRetryPolicy } = options;
  const origin = new URL(`${insecure ? 'http' : 'https'}://${host}`).origin;
  const transport = options.transport ?? createTransport();
  const exchange = new Exchange({ host, origin, credentials, transport, retry });
  const remote = { exchange, host, path: `/v2/${name}` };
  const blobs = new Blobs(remote);
  const manifests = new Manifests(remote);
  const referrers = new Referrers(remote, manifests);
  return {
    name: `${host}/${name}`,
    hasBlob: (digest, signal) => blobs.has(digest, signal),
    putBlob: (blob, putOptions = {}) => blobs.put(blob, putOptions),
    blob: (digest, signal) => blobs.get(digest, signal),
    manifest: async (reference, signal) => {
      const found = await manifests.get(reference, signal);
      return found && { ...found, manifest: manifests.parse(found) };
    },
    resolve: (tag, signal) => manifests.resolve(tag, signal),
    putManifest: async (bytes, mediaType, reference, signal) => {
      const manifest = { bytes, digest: digestOf(bytes) };
      const answer = await manifests.put(manifest, mediaType, reference, signal);
      await referrers.enter(bytes, manifests.parse(manifest), answer, signal);
      return manifest.digest;
    },
    referrers: (subject, artifactType, signal) => referrers.of(subject, artifactType, signal),
  };
}
