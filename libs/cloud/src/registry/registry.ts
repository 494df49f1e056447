import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, type Images, type Store } from '../kernel';
import { BlobStore } from './blobs/blob-store';
import { Uploads } from './blobs/uploads';
import { type RegistryContext } from './context';
import { handle } from './http/handle';
import { createImages } from './images';
import { type EcrState, emptyState } from './state';

/** What the registry works with. */
export interface RegistryOptions {
  /** Folder of the content; made where it is missing. */
  dir: string;
  /** Keeps the slice `ecr`, which the API of ECR works on too. */
  store: Store;
  clock: Clock;
  /** The account that errors name, 12 digits: 123456789012 where it is not said. */
  account?: string;
}

/** A registry of images that speaks the Distribution protocol, version 2. */
export interface Registry {
  /** Answers a request to a path at or below `/v2/`; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The images for those who run them. */
  readonly images: Images;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
}

/** Makes a registry; it has the repositories that ECR makes, and no others. */
export function createRegistry({ dir, store, clock, account = '123456789012' }: RegistryOptions): Registry {
  const state = store.slice<EcrState>('ecr', emptyState);
  const blobs = new BlobStore(dir, (digest) => isUsed(state, digest));
  const save = (): Promise<void> => {
    store.touch();
    return store.flush();
  };
  const context: RegistryContext = { state, clock, blobs, uploads: new Uploads(blobs, clock), save };
  return {
    handle: (request, response) => handle(context, account, request, response),
    images: createImages(state, blobs),
    blobs,
    uploads: context.uploads,
  };
}

const isUsed = ({ repositories }: EcrState, digest: string): boolean =>
  Object.values(repositories).some(({ blobs, manifests }) => digest in blobs || digest in manifests);
