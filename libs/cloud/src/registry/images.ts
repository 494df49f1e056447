import { type ImageSource } from '@longshore/runtime';
import { type Images } from '../kernel';
import { type BlobStore } from './blobs/blob-store';
import { parseReference } from './names';
import { type EcrState, findManifest, findRepository, type RepositoryRecord } from './state';

/** Finds images for those who run them, without a way through HTTP. The host of a reference is not looked at. */
export const createImages = (state: EcrState, blobs: BlobStore): Images => ({
  resolve: async (reference): Promise<ImageSource> => {
    const { repository: name = '', target = '' } = parseReference(reference) ?? {};
    const repository = findRepository(state, name);
    const manifest = repository && findManifest(repository, target);
    if (!repository || !manifest) return Promise.reject(notFound(reference));
    return sourceOf(repository, manifest.digest, blobs);
  },
});

/** The content of one repository. */
const sourceOf = (repository: RepositoryRecord, digest: string, blobs: BlobStore): ImageSource => ({
  digest,
  open: async (wanted) => {
    const held = wanted in repository.manifests || wanted in repository.blobs;
    const content = held ? await blobs.open(wanted) : undefined;
    if (!content) throw notFound(wanted);
    return content;
  },
});

/** In the words of the container engine. */
const notFound = (what: string): Error => new Error(`${what}: not found`);
