import { type Readable } from 'node:stream';
import { type Digest } from '@longshore/model';

/** What an OCI manifest says of a blob. */
export interface Descriptor {
  mediaType: string;
  digest: Digest;
  /** Bytes. */
  size: number;
  annotations?: Record<string, string>;
  artifactType?: string;
}

/** An OCI image manifest, or an artifact that refers to one by `subject`. */
export interface Manifest {
  schemaVersion: 2;
  mediaType: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** A blob on its way into a registry: its content can be read more than once. */
export interface BlobSource extends Descriptor {
  open(): Readable;
}

/** Who may read and write a registry: asked again when a token is refused or about to end. */
export interface Credentials {
  /** The value of the `Authorization` header; undefined for an open registry. */
  authorization(options?: { refresh: boolean }): Promise<string | undefined>;
}

/** One repository of a registry that speaks the OCI Distribution protocol. */
export interface Repository {
  /** As `127.0.0.1:4566/rooms`. */
  readonly name: string;
  /** Whether the blob is there. */
  hasBlob(digest: Digest, signal?: AbortSignal): Promise<boolean>;
  /**
   * Puts a blob there unless it is already: HEAD, then mount from another repository, then upload.
   * @returns the bytes that were sent
   */
  putBlob(blob: BlobSource, options?: { mountFrom?: string; signal?: AbortSignal }): Promise<number>;
  /** The bytes of a blob, digest checked at the end. */
  blob(digest: Digest, signal?: AbortSignal): Promise<Readable>;
  /** The manifest and its digest as computed from its bytes; undefined where there is none. */
  manifest(reference: string, signal?: AbortSignal): Promise<{ manifest: Manifest; digest: Digest } | undefined>;
  /** Puts a manifest under its digest or a tag; an equal digest under an immutable tag is success. */
  putManifest(bytes: Buffer, mediaType: string, reference: string, signal?: AbortSignal): Promise<Digest>;
  /** Manifests whose subject is the given one; by the fallback tag where the registry has no referrers. */
  referrers(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Descriptor[]>;
}
