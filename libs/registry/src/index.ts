export type { BlobSource, Credentials, Descriptor, Manifest, Repository } from './repository';
export { openRepository, type RepositoryOptions } from './distribution/open-repository';
export { type EcrOptions, type EcrRegistry, openEcr } from './ecr/ecr-registry';
export { atOnce } from './at-once';
export { type Copied, copyImage } from './copy-image';
export { type Artifact, attachArtifact } from './artifact';
export { isRefusal } from './errors';
export { attachEvidence, readEvidence } from './evidence';
export { attachProven, readProven } from './proven';
