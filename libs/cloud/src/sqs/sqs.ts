import { type AwsProtocol, type AwsService, type Clock, type Store } from '../kernel';
import { sqsConstraints } from './constraints';
import { Arrivals } from './arrivals';
import { sqsOperations } from './operations';
import { emptyState, type SqsState } from './state';

/** What SQS works with. */
export interface SqsOptions {
  /** Keeps the slice `sqs`. */
  store: Store;
  clock: Clock;
}

/** Makes the emulated SQS, once for each protocol that clients speak: older ones Query, newer ones JSON. */
export function createSqs({ store, clock }: SqsOptions): AwsService[] {
  const state = store.slice<SqsState>('sqs', emptyState);
  const operations = sqsOperations({ state, clock, arrivals: new Arrivals(clock) });
  return protocols.map((protocol) => ({
    id: 'sqs',
    protocol,
    get schemas() {
      return import('@aws-sdk/client-sqs');
    },
    constraints: sqsConstraints,
    operations,
  }));
}

const protocols: AwsProtocol[] = [
  { kind: 'json', targetPrefix: 'AmazonSQS', version: '1.0' },
  { kind: 'query', version: '2012-11-05', namespace: 'http://queue.amazonaws.com/doc/2012-11-05/' },
];
