import { type ImageScanFinding, type Tag } from '@aws-sdk/client-ecr';

/**
 * What the registry knows, as plain JSON; the bytes are in the blob store.
 * There is one registry for all accounts and regions: its host on this machine names neither.
 */
export interface EcrState {
  /** By name. */
  repositories: Record<string, RepositoryRecord>;
  /** The oldest first. */
  tokens: Token[];
}

/** A password that GetAuthorizationToken gave out. */
export interface Token {
  password: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Which tags may move. */
export interface Mutability {
  setting: 'MUTABLE' | 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION';
  /** Patterns of tags for which the opposite holds, as `main*`. */
  exclusions: string[];
}

/** A repository. */
export interface RepositoryRecord {
  name: string;
  arn: string;
  /** The account that made it. */
  registryId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  tags: Tag[];
  mutability: Mutability;
  scanOnPush: boolean;
  /** Its lifecycle policy, and when that was last followed. */
  lifecycle?: { text: string; evaluatedAt?: number };
  /** The policy that was last tried out, and when. */
  lifecyclePreview?: { text: string; at: number };
  /** Sizes in bytes of its blobs, by digest. */
  blobs: Record<string, number>;
  /** By digest. */
  manifests: Record<string, ManifestRecord>;
}

/** A manifest: of an image, of an index of images, or of another artifact. */
export interface ManifestRecord {
  digest: string;
  mediaType: string;
  /** Bytes of the manifest itself. */
  size: number;
  /** Bytes of all that it names. */
  imageSize: number;
  /** Milliseconds since 1970. */
  pushedAt: number;
  /** Tags that point to it. */
  tags: string[];
  /** Digests of its config and layers; of its manifests, where it is an index. */
  references: string[];
  /** Its `artifactType`, else the media type of its config. */
  artifactType?: string;
  /** The digest of the manifest that it says something about. */
  subject?: string;
  /** The last scan of it; times in milliseconds since 1970. */
  scan?: { findings: ImageScanFinding[]; completedAt: number };
}

/** A registry with nothing in it. */
export const emptyState = (): EcrState => ({ repositories: {}, tokens: [] });

/** A repository by name; names such as `constructor` are names like any other. */
export const findRepository = ({ repositories }: EcrState, name: string): RepositoryRecord | undefined =>
  Object.hasOwn(repositories, name) ? repositories[name] : undefined;

/** A manifest by digest or tag. */
export const findManifest = ({ manifests }: RepositoryRecord, target: string): ManifestRecord | undefined =>
  target.includes(':') ? manifests[target] : Object.values(manifests).find(({ tags }) => tags.includes(target));
