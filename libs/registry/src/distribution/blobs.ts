import { pipeline, type Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { DigestCheck } from '../digest';
import { otherContent, unreachable } from '../errors';
import { type BlobSource, type PutBlobOptions } from '../repository';
import { checkStored, type Remote, urlOf } from './remote';

/** The blobs of one repository. */
export class Blobs {
  readonly #remote: Remote;

  constructor(remote: Remote) {
    this.#remote = remote;
  }

  async has(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    return this.#remote.exchange.retry(async () => (await this.#look(digest, signal)) !== undefined, signal);
  }

  /** Each try is a session of its own: one that lost its answer may have succeeded, so a HEAD comes first. */
  put(blob: BlobSource, { mountFrom, evenIfThere = false, signal }: PutBlobOptions): Promise<number> {
    return this.#remote.exchange.retry(async () => {
      if (!evenIfThere && (await this.#hasWhole(blob, signal))) return 0;
      const location = await this.#openUpload(blob.digest, evenIfThere ? undefined : mountFrom, signal);
      if (location === undefined) return 0;
      await this.#upload(blob, location, signal);
      return blob.size;
    }, signal);
  }

  async get(digest: Digest, signal?: AbortSignal): Promise<Readable> {
    const action = `read blob ${digest}`;
    let url = urlOf(this.#remote, `blobs/${digest}`);
    for (let redirects = 0; redirects < 5; redirects++) {
      const accept = [200, 301, 302, 303, 307, 308];
      const { status, headers, body } = await this.#remote.exchange.send({
        method: 'GET',
        url,
        action,
        accept,
        signal,
      });
      if (status === 200) return checked(body, digest, this.#remote.host);
      body.resume();
      url = new URL(headers.location ?? '', url);
    }
    throw otherContent(this.#remote.host, digest, 'a chain of redirects without an end');
  }

  /** A registry that says another length has only a part of it. */
  async #hasWhole({ digest, size }: BlobSource, signal?: AbortSignal): Promise<boolean> {
    const found = await this.#look(digest, signal);
    return found !== undefined && (found.size === undefined || found.size === size);
  }

  /** @returns the blob's bytes, where the registry says so; undefined where it has no such blob */
  async #look(digest: Digest, signal?: AbortSignal): Promise<{ size?: number } | undefined> {
    const url = urlOf(this.#remote, `blobs/${digest}`);
    const action = `say whether it has blob ${digest}`;
    const accept = [200, 307, 404];
    const { status, headers, body } = await this.#remote.exchange.once({ method: 'HEAD', url, action, accept, signal });
    body.resume();
    if (status === 404) return undefined;
    const length = headers['content-length'];
    return status === 200 && length !== undefined ? { size: Number(length) } : {};
  }

  /** @returns where to send the blob; undefined where it was mounted from the other repository */
  async #openUpload(digest: Digest, mountFrom: string | undefined, signal?: AbortSignal): Promise<URL | undefined> {
    const url = urlOf(this.#remote, 'blobs/uploads/');
    if (mountFrom !== undefined) {
      url.searchParams.set('mount', digest);
      url.searchParams.set('from', mountFrom);
    }
    const action = 'take an upload';
    const { status, headers, body } = await this.#remote.exchange.once({
      method: 'POST',
      url,
      action,
      accept: [201, 202],
      signal,
    });
    body.resume();
    if (status === 201) return undefined;
    if (headers.location === undefined) throw otherContent(this.#remote.host, 'where to send the blob', 'no place');
    const location = new URL(headers.location, url);
    location.searchParams.set('digest', digest);
    return location;
  }

  async #upload(blob: BlobSource, url: URL, signal?: AbortSignal): Promise<void> {
    const { headers, body } = await this.#remote.exchange.once({
      method: 'PUT',
      url,
      action: `take blob ${blob.digest}`,
      accept: [201],
      headers: { 'content-type': 'application/octet-stream' },
      body: { open: () => blob.open(), size: blob.size },
      signal,
    });
    body.resume();
    checkStored(this.#remote.host, blob.digest, headers);
  }
}

/** Bytes whose digest is checked when they have been read; a connection that breaks is LS2201. */
function checked(body: Readable, digest: Digest, host: string): Readable {
  const check = new DigestCheck(digest, (actual) => otherContent(host, digest, actual));
  body.once('error', (error: Error) => check.destroy(unreachable(host, error)));
  // The reader of `check` gets the error; without a callback it would be thrown as well.
  return pipeline(body, check, () => undefined);
}
