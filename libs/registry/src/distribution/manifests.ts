import { type Digest, isDigest } from '@longshore/model';
import { digestOf } from '../digest';
import { otherContent } from '../errors';
import { type Exchange } from '../http/exchange';
import { readBody, type RegistryResponse } from '../http/transport';
import { mediaTypes } from '../media-types';

/** A manifest as it came: its bytes and the digest computed from them. */
export interface ManifestBytes {
  bytes: Buffer;
  digest: Digest;
}

const accepted = [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerIndex].join(', ');

/** The manifests of one repository. */
export class Manifests {
  readonly #exchange: Exchange;
  readonly #host: string;
  readonly #path: string;

  /** @param path of the repository, as `/v2/rooms` */
  constructor(exchange: Exchange, host: string, path: string) {
    this.#exchange = exchange;
    this.#host = host;
    this.#path = `${path}/manifests`;
  }

  /** What is under a digest or a tag; undefined where nothing is. The registry's word for a digest is not taken. */
  async get(reference: string, signal?: AbortSignal): Promise<ManifestBytes | undefined> {
    const response = await this.#exchange.send({
      method: 'GET',
      url: this.#exchange.url(`${this.#path}/${reference}`),
      action: `read manifest ${reference}`,
      accept: [200, 404],
      headers: { accept: accepted },
      signal,
    });
    const bytes = await readBody(response);
    if (response.status === 404) return undefined;
    const digest = digestOf(bytes);
    if (isDigest(reference) && digest !== reference) throw otherContent(this.#host, reference, digest);
    return { bytes, digest };
  }

  /**
   * Puts a manifest there, unless the same one is there already: a tag that may not move refuses even its own digest.
   * @returns the answer's headers; undefined where nothing was sent
   */
  async put(
    { bytes, digest }: ManifestBytes,
    mediaType: string,
    reference: string,
    signal?: AbortSignal,
  ): Promise<RegistryResponse['headers'] | undefined> {
    if ((await this.get(reference, signal))?.digest === digest) return undefined;
    const { headers, body } = await this.#exchange.send({
      method: 'PUT',
      url: this.#exchange.url(`${this.#path}/${reference}`),
      action: `take manifest ${reference}`,
      accept: [201],
      headers: { 'content-type': mediaType },
      body: bytes,
      signal,
    });
    body.resume();
    const stored = headers['docker-content-digest'];
    if (stored !== undefined && stored !== digest) throw otherContent(this.#host, digest, String(stored));
    return headers;
  }
}
