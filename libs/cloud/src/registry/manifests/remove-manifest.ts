import { type ManifestRecord, type RepositoryRecord } from '../state';

/** The indexes that name a manifest: it cannot go before them. */
export const indexesWith = ({ manifests }: RepositoryRecord, { digest }: ManifestRecord): ManifestRecord[] =>
  Object.values(manifests).filter(({ references }) => references.includes(digest));

/** Takes a manifest out of a repository, with its tags and with the blobs that no other manifest names. */
export function removeManifest(repository: RepositoryRecord, manifest: ManifestRecord): void {
  delete repository.manifests[manifest.digest];
  const named = new Set(Object.values(repository.manifests).flatMap(({ references }) => references));
  for (const digest of manifest.references) {
    if (!named.has(digest)) delete repository.blobs[digest];
  }
}
