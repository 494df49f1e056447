import { type Digest } from '@longshore/model';
import { digestOf } from '../digest';
import { otherContent } from '../errors';
import { type WholeAnswer } from '../http/exchange';
import { type RegistryResponse } from '../http/transport';
import { parseJson } from '../json';
import { mediaTypes } from '../media-types';
import { type Descriptor, type Manifest } from '../repository';
import { type Manifests } from './manifests';
import { type Remote, urlOf } from './remote';

interface Index {
  schemaVersion: 2;
  mediaType: string;
  manifests: Descriptor[];
}

/** What refers to a manifest: by the registry's own list, or by a tag where it keeps none. */
export class Referrers {
  readonly #remote: Remote;
  readonly #manifests: Manifests;

  constructor(remote: Remote, manifests: Manifests) {
    this.#remote = remote;
    this.#manifests = manifests;
  }

  async of(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Descriptor[]> {
    const listed =
      (await this.#listed(subject, artifactType, signal)) ?? (await this.#tagged(subject, signal)).manifests;
    // A registry need not filter: it says so in a header, and filtering again does no harm.
    return listed.filter((each) => each.artifactType === artifactType);
  }

  /**
   * Enters a manifest in the list of what refers to its subject, where the registry does not do so itself.
   * @param answer the headers of its PUT: by one of them a registry says that it keeps the list; undefined where the
   *   manifest was there already, perhaps from a push that ended before the list was written
   */
  async enter(bytes: Buffer, manifest: Manifest, answer?: RegistryResponse['headers'], signal?: AbortSignal) {
    const { subject, mediaType, artifactType } = manifest;
    if (!subject || answer?.['oci-subject'] !== undefined) return;
    if (!answer && (await this.#listed(subject.digest, artifactType ?? '', signal))) return;
    const entry = { mediaType, digest: digestOf(bytes), size: bytes.length, ...(artifactType ? { artifactType } : {}) };
    await this.#addToTag(subject.digest, entry, signal);
  }

  /** Another client may write the list at the same time, and the last one wins: so it is read again afterwards. */
  async #addToTag(subject: Digest, entry: Descriptor, signal?: AbortSignal): Promise<void> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const index = await this.#tagged(subject, signal);
      if (index.manifests.some((each) => each.digest === entry.digest)) return;
      const bytes = Buffer.from(JSON.stringify({ ...index, manifests: [...index.manifests, entry] }));
      await this.#manifests.put({ bytes, digest: digestOf(bytes) }, mediaTypes.index, fallbackTag(subject), signal);
    }
  }

  /** The registry's own list, page by page; undefined where it has no referrers. */
  async #listed(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Descriptor[] | undefined> {
    const first = urlOf(this.#remote, `referrers/${subject}`);
    first.searchParams.set('artifactType', artifactType);
    const found: Descriptor[] = [];
    for (let url: URL | undefined = first; url;) {
      const answer: WholeAnswer = await this.#remote.exchange.sendAndRead({
        method: 'GET',
        url,
        action: `list what refers to ${subject}`,
        accept: [200, 400, 404, 405, 406],
        headers: { accept: mediaTypes.index },
        signal,
      });
      if (answer.status !== 200) return undefined;
      found.push(...this.#parse(answer.bytes, subject).manifests);
      url = nextPage(answer.headers, url);
    }
    return found;
  }

  async #tagged(subject: Digest, signal?: AbortSignal): Promise<Index> {
    const found = await this.#manifests.get(fallbackTag(subject), signal);
    if (!found) return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] };
    return this.#parse(found.bytes, subject);
  }

  #parse(bytes: Buffer, subject: Digest): Index {
    const index = parseJson(bytes) as Partial<Index> | undefined;
    if (Array.isArray(index?.manifests)) return { ...index, manifests: index.manifests } as Index;
    throw otherContent(this.#remote.host, `the list of what refers to ${subject}`, 'something else');
  }
}

/** The page that a `Link` header names as the next one. */
function nextPage({ link }: RegistryResponse['headers'], url: URL): URL | undefined {
  const [, next] = /<([^>]+)>;\s*rel="?next"?/.exec(String(link ?? '')) ?? [];
  return next === undefined ? undefined : new URL(next, url);
}

/** The tag that the OCI specification gives to the list of a manifest's referrers: no colon is allowed in it. */
const fallbackTag = (subject: Digest): string => subject.replace(':', '-');
