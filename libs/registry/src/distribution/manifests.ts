import { type Digest, isDigest } from '@longshore/model';
import { digestOf } from '../digest';
import { immovableTag, isRefusal, notATag, otherContent } from '../errors';
import { type RegistryResponse } from '../http/transport';
import { parseJson } from '../json';
import { mediaTypes } from '../media-types';
import { tagPattern } from '../reference';
import { type Manifest } from '../repository';
import { checkStored, type Remote, urlOf } from './remote';

/** A manifest as it came: its bytes and the digest computed from them. */
export interface ManifestBytes {
  bytes: Buffer;
  digest: Digest;
}

const accepted = [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerIndex].join(', ');

/** The manifests of one repository. */
export class Manifests {
  readonly #remote: Remote;

  constructor(remote: Remote) {
    this.#remote = remote;
  }

  /** What is under a digest or a tag; undefined where nothing is. The registry's word for a digest is not taken. */
  async get(reference: string, signal?: AbortSignal): Promise<ManifestBytes | undefined> {
    const { status, bytes } = await this.#remote.exchange.sendAndRead({
      method: 'GET',
      url: urlOf(this.#remote, `manifests/${reference}`),
      action: `read manifest ${reference}`,
      accept: [200, 404],
      headers: { accept: accepted },
      signal,
    });
    if (status === 404) return undefined;
    const digest = digestOf(bytes);
    if (isDigest(reference) && digest !== reference) throw otherContent(this.#remote.host, reference, digest);
    return { bytes, digest };
  }

  /** What a tag stands for, as the registry says in a header; from the manifest itself where it says nothing. */
  async resolve(tag: string, signal?: AbortSignal): Promise<Digest | undefined> {
    const { status, headers, body } = await this.#remote.exchange.send({
      method: 'HEAD',
      url: urlOf(this.#remote, `manifests/${tag}`),
      action: `say what ${tag} stands for`,
      accept: [200, 404],
      headers: { accept: accepted },
      signal,
    });
    body.resume();
    if (status === 404) return undefined;
    const said = String(headers['docker-content-digest']);
    return isDigest(said) ? said : (await this.get(tag, signal))?.digest;
  }

  /**
   * Puts a manifest there, unless the same one is there already: a tag that may not move refuses even its own digest.
   * @returns the answer's headers; undefined where nothing was sent
   * @throws LS2204 where the tag names another image and may not move, LS2206 where it can be no tag
   */
  async put(
    manifest: ManifestBytes,
    mediaType: string,
    reference: string,
    signal?: AbortSignal,
  ): Promise<RegistryResponse['headers'] | undefined> {
    const { digest } = manifest;
    if (!isDigest(reference) && !tagPattern.test(reference)) throw notATag(this.#remote.host, reference);
    if ((await this.get(reference, signal))?.digest === digest) return undefined;
    try {
      return await this.#send(manifest, mediaType, reference, signal);
    } catch (error) {
      // Somebody else may have put the same one there since we looked, or an earlier try whose answer was lost.
      if (!isRefusal(error, 'TAG_INVALID')) throw error;
      const there = (await this.get(reference, signal))?.digest;
      if (there === digest) return undefined;
      throw there === undefined ? error : immovableTag(this.#remote.host, reference, there, error);
    }
  }

  /** @throws LS2203 where it is no manifest */
  parse({ bytes, digest }: ManifestBytes): Manifest {
    const manifest = parseJson(bytes);
    if (typeof manifest === 'object' && manifest !== null) return manifest as Manifest;
    throw otherContent(this.#remote.host, `manifest ${digest}`, 'something else');
  }

  async #send({ bytes, digest }: ManifestBytes, mediaType: string, reference: string, signal?: AbortSignal) {
    const { headers } = await this.#remote.exchange.sendAndRead({
      method: 'PUT',
      url: urlOf(this.#remote, `manifests/${reference}`),
      action: `take manifest ${reference}`,
      accept: [201],
      headers: { 'content-type': mediaType },
      body: bytes,
      signal,
    });
    checkStored(this.#remote.host, digest, headers);
    return headers;
  }
}
