import { type ImageConfig, type ImageSource, PullError } from '../runtime';
import { readDocument } from './blobs';

/** What a manifest and its config say, as far as running the image needs it. */
export interface ImageDescription {
  /** Of the manifest itself, also where the source names an index. */
  readonly digest: string;
  readonly configDigest: string;
  readonly config: ImageConfig;
  /** Digests of the layers, lowest first. */
  readonly layers: string[];
}

interface Descriptor {
  digest: string;
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
  const document = (await readDocument(source, config.digest, signal)) as { config?: ImageConfig } | null;
  return {
    digest: found.digest,
    configDigest: config.digest,
    config: document?.config ?? {},
    layers: layers.map(({ digest }) => digest),
  };
}

async function findManifest(source: ImageSource, signal?: AbortSignal) {
  const document = (await readDocument(source, source.digest, signal)) as Manifest;
  if (!document.manifests) return { digest: source.digest, manifest: document };
  const digest = forThisMachine(document.manifests, source.digest);
  return { digest, manifest: (await readDocument(source, digest, signal)) as Manifest };
}

function forThisMachine(manifests: Descriptor[], index: string): string {
  const match =
    manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture) ??
    manifests.find(({ platform }) => platform === undefined);
  if (!match) throw new PullError(`no matching manifest for linux/${architecture} in ${index}`);
  return match.digest;
}
