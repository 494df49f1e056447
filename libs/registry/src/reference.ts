import { type Digest, isDigest, LongshoreError } from '@longshore/model';

/** An image in a registry, by tag or by digest. */
export interface ImageReference {
  /** Host of the registry, with its port if it has one. */
  host: string;
  /** Name of the repository, as `docker/library/node`. */
  repository: string;
  /** A tag, or a digest: where both are given, the digest is what counts. */
  version: string;
}

/** Where Docker looks for images whose name has no host. */
const dockerHub = 'registry-1.docker.io';
const repositoryPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
/** What the Distribution specification lets be a tag. */
export const tagPattern = /^\w[\w.-]{0,127}$/;

/**
 * Takes a reference apart by Docker's rules: what comes before the first slash is a host where it has a dot or a colon
 * or is `localhost`; without a tag `latest` is meant.
 * @throws LS1006
 */
export function parseReference(text: string): ImageReference {
  const [named = '', digest, ...rest] = text.split('@');
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const { repository, tag } = taken(hasHost ? named.slice(slash + 1) : named);
  const isWhole = rest.length === 0 && repositoryPattern.test(repository) && tagPattern.test(tag);
  if (!isWhole || (digest !== undefined && !isDigest(digest))) throw notAReference(text);
  const version = digest ?? tag;
  if (hasHost && !/^(?:www\.|index\.)?docker\.io$/.test(first)) return { host: first, repository, version };
  return { host: dockerHub, repository: repository.includes('/') ? repository : `library/${repository}`, version };
}

/** A reference that names an image by its digest alone. */
export const pinnedReference = ({ host, repository }: ImageReference, digest: Digest): string =>
  `${host}/${repository}@${digest}`;

function taken(named: string): { repository: string; tag: string } {
  const colon = named.lastIndexOf(':');
  if (colon < named.lastIndexOf('/') || colon < 0) return { repository: named, tag: 'latest' };
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1) };
}

const notAReference = (text: string): LongshoreError =>
  new LongshoreError('LS1006', {
    what: `${text} names no image`,
    why: 'expected HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:…, in small letters',
    fix: 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
  });
