export { type BlobStore, digestOf } from './blobs/blob-store';
export { type Uploads } from './blobs/uploads';
export { RegistryError } from './errors';
export { type ManifestPush, putManifest, removeTag } from './manifests/put-manifest';
export { indexesWith, removeManifest } from './manifests/remove-manifest';
export { isDigest, isRepositoryName, isTag, repositoryNamePattern } from './names';
export { createRegistry, type Registry, type RegistryOptions } from './registry';
export {
  type EcrState,
  emptyState,
  findManifest,
  findRepository,
  type ManifestRecord,
  type Mutability,
  type RepositoryRecord,
} from './state';
export { issueToken } from './tokens';
