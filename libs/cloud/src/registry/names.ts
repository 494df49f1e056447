/** How ECR writes repository names; the separators stand between letters, so that none is `..`. */
export const repositoryNamePattern = '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*';

const repositoryName = new RegExp(`^${repositoryNamePattern}$`);

/** Whether a text may name a repository. */
export const isRepositoryName = (text: string): boolean =>
  text.length >= 2 && text.length <= 256 && repositoryName.test(text);

/** Whether a text may be a tag. */
export const isTag = (text: string): boolean => /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(text);

/** Whether a text is a digest that is kept here: SHA-256 alone. */
export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

/** The parts of an image's reference. */
export interface ImageReference {
  repository: string;
  /** A digest, or else a tag. */
  target: string;
}

/**
 * Reads `host/repository:tag`, `host/repository@sha256:…`, or both, of which the digest counts.
 * @returns undefined where it is none; the tag is `latest` where there is no other
 */
export function parseReference(reference: string): ImageReference | undefined {
  const [, repository = '', tag = 'latest', digest] =
    /^[a-zA-Z0-9.[\]:-]+?\/([^:@]+)(?::([^:@/]+))?(?:@(.+))?$/.exec(reference) ?? [];
  const target = digest ?? tag;
  const sound = isRepositoryName(repository) && isTag(tag) && (digest === undefined || isDigest(digest));
  return sound ? { repository, target } : undefined;
}
