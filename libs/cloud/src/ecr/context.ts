import { type Clock, type Store } from '../kernel';
import { type BlobStore, type EcrState, type Uploads } from '../registry';

/** What the operations work on. */
export interface EcrContext {
  readonly state: EcrState;
  readonly store: Store;
  readonly clock: Clock;
  /** Where the bytes of manifests are. */
  readonly blobs: BlobStore;
  /** The layers on their way. */
  readonly uploads: Uploads;
}
