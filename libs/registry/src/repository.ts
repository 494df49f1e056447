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

/** A manifest as a registry has it. */
export interface StoredManifest {
  manifest: Manifest;
  bytes: Buffer;
  /** Computed from the bytes. */
  digest: Digest;
}

/** A blob on its way into a registry: its content can be read more than once. */
export interface BlobSource extends Descriptor {
  open(): Readable;
}

/** Who may read and write a registry. */
export interface Credentials {
  /**
   * The value of the `Authorization` header; undefined for an open registry.
   * @param options.refused the one that the registry does not, or no longer, take: another is wanted
   * @param options.challenge what the registry wants instead, its header `WWW-Authenticate`
   */
  authorization(options?: { refused?: string; challenge?: string }): Promise<string | undefined>;
}

/** How a blob is put. */
export interface PutBlobOptions {
  /** Another repository of the registry that may have the blob. */
  mountFrom?: string;
  /** Sends it also where the registry says that it has it: it said so before, and then did not know it. */
  evenIfThere?: boolean;
  signal?: AbortSignal;
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
  putBlob(blob: BlobSource, options?: PutBlobOptions): Promise<number>;
  /** The bytes of a blob, digest checked at the end. */
  blob(digest: Digest, signal?: AbortSignal): Promise<Readable>;
  /** What is under a digest or a tag; undefined where there is none. */
  manifest(reference: string, signal?: AbortSignal): Promise<StoredManifest | undefined>;
  /**
   * The digest that a tag stands for, by a HEAD, which counts as no pull where pulls are counted; undefined where there is
   * none. It is the registry's word: what is read by it is checked.
   */
  resolve(tag: string, signal?: AbortSignal): Promise<Digest | undefined>;
  /** Puts a manifest under its digest or a tag; an equal digest under an immutable tag is success. */
  putManifest(bytes: Buffer, mediaType: string, reference: string, signal?: AbortSignal): Promise<Digest>;
  /** Manifests whose subject is the given one; by the fallback tag where the registry has no referrers. */
  referrers(subject: Digest, artifactType: string, signal?: AbortSignal): Promise<Descriptor[]>;
}
