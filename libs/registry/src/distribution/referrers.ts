import { type Digest } from '@longshore/model';
import { digestOf } from '../digest';
import { type Exchange } from '../http/exchange';
import { readBody } from '../http/transport';
import { mediaTypes } from '../media-types';
import { type Descriptor, type Manifest } from '../repository';
import { type Manifests } from './manifests';

interface Index {
  schemaVersion: 2;
  mediaType: string;
  manifests: Descriptor[];
}

/** What refers to a manifest: by the registry's own list, or by a tag where it keeps none. */
export class Referrers {
  readonly #exchange: Exchange;
  readonly #manifests: Manifests;
  readonly #path: string;

  /** @param path of the repository, as `/v2/rooms` */
  constructor(exchange: Exchange, manifests: Manifests, path: string) {
    this.#exchange = exchange;
    this.#manifests = manifests;
    this.#path = `${path}/referrers`;
  }

  async of(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Descriptor[]> {
    const listed = (await this.#listed(subject, artifactType, signal)) ?? (await this.#tagged(subject, signal));
    // A registry need not filter: it says so in a header, and filtering again does no harm.
    return listed.manifests.filter((each) => each.artifactType === artifactType);
  }

  /** Enters a manifest in the list that stands under the fallback tag. */
  async addToTag(subject: Digest, bytes: Buffer, { mediaType, artifactType }: Manifest, signal?: AbortSignal) {
    const index = await this.#tagged(subject, signal);
    const digest = digestOf(bytes);
    if (index.manifests.some((each) => each.digest === digest)) return;
    const entry = { mediaType, digest, size: bytes.length, ...(artifactType ? { artifactType } : {}) };
    const changed = Buffer.from(JSON.stringify({ ...index, manifests: [...index.manifests, entry] }));
    const manifest = { bytes: changed, digest: digestOf(changed) };
    await this.#manifests.put(manifest, mediaTypes.index, fallbackTag(subject), signal);
  }

  /** The registry's own list; undefined where it has no referrers. */
  async #listed(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Index | undefined> {
    const url = this.#exchange.url(`${this.#path}/${subject}`);
    url.searchParams.set('artifactType', artifactType);
    const action = `list what refers to ${subject}`;
    const accept = [200, 400, 404, 405, 406];
    const headers = { accept: mediaTypes.index };
    const response = await this.#exchange.send({ method: 'GET', url, action, accept, headers, signal });
    const body = await readBody(response);
    return response.status === 200 ? (JSON.parse(body.toString()) as Index) : undefined;
  }

  async #tagged(subject: Digest, signal?: AbortSignal): Promise<Index> {
    const found = await this.#manifests.get(fallbackTag(subject), signal);
    if (!found) return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] };
    return JSON.parse(found.bytes.toString()) as Index;
  }
}

/** The tag that the OCI specification gives to the list of a manifest's referrers: no colon is allowed in it. */
const fallbackTag = (subject: Digest): string => subject.replace(':', '-');
