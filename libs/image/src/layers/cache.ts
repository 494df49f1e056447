import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hexOf } from '../hash';
import { type Layer } from './pack';

/** The layer cache of a workspace: it outlives `npm ci`. */
export const cacheFolder = (workspace: string): string => join(workspace, '.longshore', 'cache');

/** Packed layers by the hash of what they were made of. */
export class LayerCache {
  /** Folder of the blobs, each named by the hexadecimal digits of its digest. */
  readonly blobs: string;
  readonly #records: string;

  constructor(folder: string) {
    this.blobs = join(folder, 'blobs', 'sha256');
    this.#records = join(folder, 'layers');
  }

  /** The layer of a key: from the cache where record and blob are there, else made by `pack` into the folder given. */
  async layer(key: string, pack: (blobs: string) => Promise<Layer>): Promise<Layer> {
    const known = await this.#read(key);
    if (known) return known;
    const layer = await pack(this.blobs);
    await this.#write(key, layer);
    return layer;
  }

  /** Whether the blob of a layer is there. */
  has({ digest, size }: Layer): boolean {
    return statSync(join(this.blobs, hexOf(digest)), { throwIfNoEntry: false })?.size === size;
  }

  async #read(key: string): Promise<Layer | undefined> {
    try {
      const layer = JSON.parse(await readFile(join(this.#records, `${key}.json`), 'utf8')) as Layer;
      return this.has(layer) ? layer : undefined;
    } catch {
      return undefined;
    }
  }

  async #write(key: string, layer: Layer): Promise<void> {
    await mkdir(this.#records, { recursive: true });
    const temporary = join(this.#records, `.${randomUUID()}`);
    await writeFile(temporary, JSON.stringify(layer));
    await rename(temporary, join(this.#records, `${key}.json`));
  }
}
