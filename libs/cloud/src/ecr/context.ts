import { type Clock, type Store } from '../kernel';
import { type BlobStore, type EcrState } from '../registry';

/** What the operations work on. */
export interface EcrContext {
  readonly state: EcrState;
  readonly store: Store;
  readonly clock: Clock;
  /** Where the bytes of manifests are. */
  readonly blobs: BlobStore;
}
