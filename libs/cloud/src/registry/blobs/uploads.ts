import { type Clock } from '../../kernel';
import { RegistryError, uploadUnknown } from '../errors';
import { type BlobStore } from './blob-store';
import { Upload } from './upload';

/** Milliseconds after which an upload that nobody goes on with is forgotten. */
const patience = 3600 * 1000;
const most = 1000;

/** The uploads under way; they end with the process, and clients begin them anew. */
export class Uploads {
  readonly #open = new Map<string, Upload>();

  constructor(
    private readonly blobs: BlobStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins an upload to a repository.
   * @throws RegistryError TOOMANYREQUESTS
   */
  async begin(repository: string): Promise<Upload> {
    const now = this.clock.now();
    await Promise.all(
      [...this.#open.values()].filter((each) => each.usedAt + patience < now).map((old) => this.end(old)),
    );
    if (this.#open.size >= most) throw new RegistryError(429, 'TOOMANYREQUESTS', 'Too many uploads are under way');
    const upload = new Upload(repository, await this.blobs.newFile(), now);
    this.#open.set(upload.id, upload);
    return upload;
  }

  /**
   * Finds an upload of a repository.
   * @throws RegistryError BLOB_UPLOAD_UNKNOWN
   */
  find(repository: string, id: string): Upload {
    const upload = this.#open.get(id);
    if (upload?.repository !== repository) throw uploadUnknown();
    upload.usedAt = this.clock.now();
    return upload;
  }

  /** Makes an upload a blob; it is over in any case. */
  async finish(upload: Upload, digest: string): Promise<void> {
    try {
      await upload.finish(this.blobs, digest);
    } finally {
      await this.end(upload);
    }
  }

  /** Forgets an upload and what came of it. */
  async end(upload: Upload): Promise<void> {
    this.#open.delete(upload.id);
    await upload.discard();
  }
}
