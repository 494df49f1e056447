import { type AwsService, type Clock, type Store } from '../kernel';
import { kmsConstraints } from './constraints';
import { kmsOperations } from './operations';
import { emptyState, type KmsState } from './state';

/** What KMS works with. */
export interface KmsOptions {
  /** Keeps the slice `kms`. */
  store: Store;
  clock: Clock;
}

/** Makes the emulated KMS: key pairs that sign, nothing that encrypts. */
export const createKms = ({ store, clock }: KmsOptions): AwsService => ({
  id: 'kms',
  protocol: { kind: 'json', targetPrefix: 'TrentService', version: '1.1' },
  get schemas() {
    return import('@aws-sdk/client-kms');
  },
  constraints: kmsConstraints,
  operations: kmsOperations({ state: store.slice<KmsState>('kms', emptyState), clock }),
});
