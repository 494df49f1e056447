import { pipeline, type Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { DigestCheck } from '../digest';
import { otherContent } from '../errors';
import { type Exchange } from '../http/exchange';
import { type BlobSource } from '../repository';

/** The blobs of one repository. */
export class Blobs {
  readonly #exchange: Exchange;
  readonly #host: string;
  readonly #path: string;

  /** @param path of the repository, as `/v2/rooms` */
  constructor(exchange: Exchange, host: string, path: string) {
    this.#exchange = exchange;
    this.#host = host;
    this.#path = `${path}/blobs`;
  }

  async has(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    return this.#exchange.retry(() => this.#hasOnce(digest, signal), signal);
  }

  /** Each try is a session of its own: one that lost its answer may have succeeded, so a HEAD comes first. */
  put(blob: BlobSource, mountFrom: string | undefined, signal?: AbortSignal): Promise<number> {
    return this.#exchange.retry(async () => {
      if (await this.#hasOnce(blob.digest, signal)) return 0;
      const location = await this.#openUpload(blob.digest, mountFrom, signal);
      if (location === undefined) return 0;
      await this.#upload(blob, location, signal);
      return blob.size;
    }, signal);
  }

  async get(digest: Digest, signal?: AbortSignal): Promise<Readable> {
    const action = `read blob ${digest}`;
    let url = this.#exchange.url(`${this.#path}/${digest}`);
    for (let redirects = 0; redirects < 5; redirects++) {
      const accept = [200, 301, 302, 303, 307, 308];
      const { status, headers, body } = await this.#exchange.send({ method: 'GET', url, action, accept, signal });
      if (status === 200) return checked(body, digest, this.#host);
      body.resume();
      url = new URL(headers.location ?? '', url);
    }
    throw otherContent(this.#host, digest, 'a chain of redirects without an end');
  }

  async #hasOnce(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    const url = this.#exchange.url(`${this.#path}/${digest}`);
    const action = `say whether it has blob ${digest}`;
    const accept = [200, 307, 404];
    const { status, body } = await this.#exchange.once({ method: 'HEAD', url, action, accept, signal });
    body.resume();
    return status !== 404;
  }

  /** @returns where to send the blob; undefined where it was mounted from the other repository */
  async #openUpload(digest: Digest, mountFrom: string | undefined, signal?: AbortSignal): Promise<URL | undefined> {
    const url = this.#exchange.url(`${this.#path}/uploads/`);
    if (mountFrom !== undefined) {
      url.searchParams.set('mount', digest);
      url.searchParams.set('from', mountFrom);
    }
    const action = 'take an upload';
    const { status, headers, body } = await this.#exchange.once({
      method: 'POST',
      url,
      action,
      accept: [201, 202],
      signal,
    });
    body.resume();
    if (status === 201) return undefined;
    const location = new URL(headers.location ?? '', url);
    location.searchParams.set('digest', digest);
    return location;
  }

  async #upload(blob: BlobSource, url: URL, signal?: AbortSignal): Promise<void> {
    const { body } = await this.#exchange.once({
      method: 'PUT',
      url,
      action: `take blob ${blob.digest}`,
      accept: [201],
      headers: { 'content-type': 'application/octet-stream' },
      body: { open: () => blob.open(), size: blob.size },
      signal,
    });
    body.resume();
  }
}

/** Bytes whose digest is checked when they have been read. */
function checked(body: Readable, digest: Digest, host: string): Readable {
  const check = new DigestCheck(digest, (actual) => otherContent(host, digest, actual));
  // The reader of `check` gets the error; without a callback it would be thrown as well.
  return pipeline(body, check, () => undefined);
}
