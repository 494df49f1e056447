import { type AwsService, type Clock, type Store } from '../kernel';
import { iamConstraints } from './constraints';
import { iamOperations } from './operations';
import { emptyState, type IamState } from './state';

/** What IAM works with. */
export interface IamOptions {
  /** Keeps the slice `iam`. */
  store: Store;
  clock: Clock;
}

/** Makes the emulated IAM: roles with their trust policies, as data. */
export function createIam({ store, clock }: IamOptions): AwsService {
  const state = store.slice<IamState>('iam', emptyState);
  return {
    id: 'iam',
    protocol: { kind: 'query', version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    get schemas() {
      return import('@aws-sdk/client-iam');
    },
    constraints: iamConstraints,
    operations: iamOperations({ state, clock }),
  };
}
