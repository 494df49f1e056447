import { type AwsService, type Clock, type Store } from '../kernel';
import { ecrConstraints } from './constraints';
import { type EcrState, emptyState, type Registry } from '../registry';
import { ecrOperations } from './operations';

/** What ECR works with. */
export interface EcrOptions {
  /** Keeps the slice `ecr`, which the registry works on too. */
  store: Store;
  clock: Clock;
  registry: Registry;
}

/** The emulated ECR: the API beside the registry. */
export interface Ecr {
  readonly service: AwsService;
}

/** Makes the emulated ECR. */
export function createEcr({ store, clock, registry }: EcrOptions): Ecr {
  const state = store.slice<EcrState>('ecr', emptyState);
  return {
    service: {
      id: 'ecr',
      protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerRegistry_V20150921', version: '1.1' },
      get schemas() {
        return import('@aws-sdk/client-ecr');
      },
      constraints: ecrConstraints,
      operations: ecrOperations({ state, store, clock, blobs: registry.blobs }),
    },
  };
}
