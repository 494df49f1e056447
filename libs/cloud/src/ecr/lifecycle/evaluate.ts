import { fits } from '../../kernel/pattern';
import { type ManifestRecord, removeManifest, type RepositoryRecord } from '../../registry';
import { type LifecycleRule, parsePolicy, type Selection } from './policy';

/** An image that a rule lets go. */
export interface Expiry {
  image: ManifestRecord;
  rulePriority: number;
}

const day = 24 * 3600 * 1000;

/**
 * The images that a policy lets go. What matches the tags of a rule, no later rule touches, though that one counts it;
 * what an index names, or what says something about an image that is there, goes with that one alone.
 * @param now milliseconds since 1970
 */
export function evaluate(rules: LifecycleRule[], repository: RepositoryRecord, now: number): Expiry[] {
  const images = ownImages(repository).sort((a, b) => b.pushedAt - a.pushedAt);
  const claimed = new Set<ManifestRecord>();
  return rules.flatMap(({ selection, rulePriority }) => {
    const matching = images.filter(({ tags }) => hasTags(tags, selection));
    const expiring = expired(matching, selection, now).filter((image) => !claimed.has(image));
    matching.forEach((image) => claimed.add(image));
    return expiring.map((image) => ({ image, rulePriority }));
  });
}

/** Lets a repository's policy have its way, at most once a day as ECR does, or at once where it is new. */
export function expire(repository: RepositoryRecord, now: number): void {
  const { lifecycle } = repository;
  if (!lifecycle || now - (lifecycle.evaluatedAt ?? -Infinity) < day) return;
  lifecycle.evaluatedAt = now;
  for (const { image } of evaluate(parsePolicy(lifecycle.text), repository, now)) removeWithChildren(repository, image);
}

function ownImages({ manifests }: RepositoryRecord): ManifestRecord[] {
  const all = Object.values(manifests);
  const inIndexes = new Set(all.flatMap(({ references }) => references));
  return all.filter(({ digest, subject }) => !inIndexes.has(digest) && (subject === undefined || !manifests[subject]));
}

/** With an image go what it is made of and what is said about it. */
function removeWithChildren(repository: RepositoryRecord, image: ManifestRecord): void {
  removeManifest(repository, image);
  const left = Object.values(repository.manifests);
  const named = new Set(left.flatMap(({ references }) => references));
  const orphans = left.filter(
    ({ digest, subject, tags }) =>
      subject === image.digest || (image.references.includes(digest) && tags.length === 0 && !named.has(digest)),
  );
  for (const orphan of orphans) removeWithChildren(repository, orphan);
}

function hasTags(tags: string[], { tagStatus, tagPrefixList = [], tagPatternList = [] }: Selection): boolean {
  if (tagStatus !== 'tagged') return tagStatus === 'any' || tags.length === 0;
  const patterns = [...tagPrefixList.map((prefix) => `${prefix}*`), ...tagPatternList];
  return patterns.every((pattern) => tags.some((tag) => fits(pattern, tag)));
}

const expired = (newestFirst: ManifestRecord[], { countType, countNumber }: Selection, now: number) =>
  countType === 'imageCountMoreThan'
    ? newestFirst.slice(countNumber)
    : newestFirst.filter(({ pushedAt }) => now - pushedAt > countNumber * day);
