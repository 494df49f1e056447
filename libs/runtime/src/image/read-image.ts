import { type ImageConfig, type ImageSource, PullError } from '../runtime';
import { readDocument } from './blobs';

/** What a manifest and its config say, as far as running the image needs it. */
export interface ImageDescription {
  /** Of the manifest itself, also where the source names an index. */
  readonly digest: string;
  readonly config: ImageConfig;
  /** The config document as it is, whose hash is the image's id in an engine. */
  readonly document: Buffer;
  /** Digests of the layers' uncompressed content, lowest first. */
  readonly diffIds: string[];
  /** Lowest first. */
  readonly layers: Descriptor[];
}

/** Names a blob and its size in bytes. */
export interface Descriptor {
  digest: string;
  size: number;
  platform?: { os?: string; architecture?: string };
}

interface Manifest {
  manifests?: Descriptor[];
  config?: Descriptor;
  layers?: Descriptor[];
}

/** Go's names, which OCI uses, where they differ from Node's. */
const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' };
const architecture = architectures[process.arch] ?? process.arch;

/**
 * Reads an image's manifest and config; of an index, those for Linux on this machine's architecture.
 * @throws PullError
 */
export async function readImage(source: ImageSource, signal?: AbortSignal): Promise<ImageDescription> {
  const found = await findManifest(source, signal);
  const { config, layers } = found.manifest;
  if (!config || !layers) throw new PullError(`${found.digest} is not an image manifest`);
  const document = await readDocument(source, config.digest, signal);
  const content = parsed<{ config?: ImageConfig; rootfs?: { diff_ids?: string[] } }>(document, config.digest);
  const diffIds = content.rootfs?.diff_ids ?? [];
  return { digest: found.digest, config: content.config ?? {}, document, diffIds, layers };
}

async function findManifest(source: ImageSource, signal?: AbortSignal) {
  const top = parsed<Manifest>(await readDocument(source, source.digest, signal), source.digest);
  if (!top.manifests) return { digest: source.digest, manifest: top };
  const digest = forThisMachine(top.manifests, source.digest);
  return { digest, manifest: parsed<Manifest>(await readDocument(source, digest, signal), digest) };
}

function parsed<T extends object>(document: Buffer, digest: string): T {
  try {
    const value: unknown = JSON.parse(document.toString());
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // Not JSON: as little a manifest as any other value.
  }
  throw new PullError(`${digest} is not an image manifest or config`);
}

function forThisMachine(manifests: Descriptor[], index: string): string {
  const match =
    manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture) ??
    manifests.find(({ platform }) => platform === undefined);
  if (!match) throw new PullError(`no matching manifest for linux/${architecture} in ${index}`);
  return match.digest;
}
