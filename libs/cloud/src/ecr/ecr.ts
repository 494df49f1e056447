import { type AwsService, type CallContext, type Clock, type OperationTable, type Store } from '../kernel';
import { ecrConstraints } from './constraints';
import { type EcrState, emptyState, type Registry } from '../registry';
import { expire } from './lifecycle/evaluate';
import { setScanFindings } from './scan-findings';
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
  /**
   * Says what scans of an image find: the body of `PUT /_cloud/scan-findings`.
   * @throws AwsError ValidationException
   */
  setScanFindings(body: string): object;
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
      operations: followingPolicies(
        ecrOperations({ state, store, clock, blobs: registry.blobs, uploads: registry.uploads }),
        () => {
          for (const repository of Object.values(state.repositories)) expire(repository, clock.now());
        },
      ),
    },
    setScanFindings: (body) => {
      const result = setScanFindings(state, body, clock.now());
      store.touch();
      return result;
    },
  };
}

/** ECR follows lifecycle policies once a day; who looks sees what is left, so that looking is the time to do it. */
const followingPolicies = (operations: OperationTable, follow: () => void): OperationTable =>
  Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      (input: never, context: CallContext) => {
        follow();
        return run(input, context);
      },
    ]),
  );
