import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { openReference, type Repository } from '@longshore/registry';
import { ociArchitecture } from '../closure/platform';
import { hexOf, sha256 } from '../hash';
import { type LayerEntry } from '../layers/entry';
import { packLayer } from '../layers/pack';
import { mediaTypes } from '../oci';

/** How OCI names the architecture of this machine. */
export const here = ociArchitecture(process.arch);

const file = (path: string): LayerEntry => ({ type: 'file', path, executable: true, content: Buffer.from(path) });

/** Pushes images as bases are: of some layers, for one platform. */
export class BaseRegistry {
  readonly #repository: Promise<Repository>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'longshore-base-'));

  /** @param environment whose login is used */
  constructor(
    readonly host: string,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.#repository = openReference({ host, repository: 'base/node' }, environment);
  }

  reference(tag: string): string {
    return `${this.host}/base/node:${tag}`;
  }

  async put(tag: string, layers: string[][], config: object = {}, architecture = here): Promise<Digest> {
    const packed = await Promise.all(layers.map((paths) => packLayer(paths.map(file), this.#folder, 1)));
    for (const { digest, size } of packed) {
      await this.#putBlob(readFileSync(join(this.#folder, hexOf(digest))), mediaTypes.layer, digest, size);
    }
    const diffIds = packed.map(({ diffId }) => diffId);
    const text = Buffer.from(
      JSON.stringify({ os: 'linux', architecture, config, rootfs: { type: 'layers', diff_ids: diffIds } }),
    );
    const configured = { mediaType: mediaTypes.config, digest: sha256(text), size: text.length };
    await this.#putBlob(text, configured.mediaType, configured.digest, configured.size);
    const described = packed.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size }));
    return this.#putManifest(tag, mediaTypes.manifest, { config: configured, layers: described });
  }

  putIndex(tag: string, manifests: [architecture: string, digest: Digest][]): Promise<Digest> {
    return this.#putManifest(tag, mediaTypes.index, {
      manifests: manifests.map(([architecture, digest]) => ({
        mediaType: mediaTypes.manifest,
        digest,
        size: 1,
        platform: { os: 'linux', architecture },
      })),
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #putManifest(tag: string, mediaType: string, content: object): Promise<Digest> {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    return (await this.#repository).putManifest(bytes, mediaType, tag);
  }

  async #putBlob(content: Buffer, mediaType: string, digest: Digest, size: number): Promise<void> {
    const repository = await this.#repository;
    await repository.putBlob({ mediaType, digest, size, open: () => Readable.from([content]) });
  }
}
