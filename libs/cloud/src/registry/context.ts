import { type Clock } from '../kernel';
import { type BlobStore } from './blobs/blob-store';
import { type Uploads } from './blobs/uploads';
import { type EcrState } from './state';

/** What the handlers of requests work on. */
export interface RegistryContext {
  readonly state: EcrState;
  readonly clock: Clock;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  /** Resolves when every change up to now would survive a kill. */
  save(): Promise<void>;
}
