import { type ResolvedService } from '../resolve/resolve-service';
import { type Names } from './names';

/** The attributes of a queue that we set, in the words of SQS: all of them strings. */
export type QueueAttributes = Record<'VisibilityTimeout' | 'MessageRetentionPeriod', string>;

/** The queue of a worker as it should be. */
export interface DesiredQueue {
  name: string;
  attributes: QueueAttributes;
  /** Where messages go that nobody could handle; undefined where they are tried until they are too old. */
  aside: { name: string; attempts: number } | undefined;
}

/** How long messages lie aside, in seconds: the longest that SQS keeps one, for people have to look at them. */
export const asideRetention = { MessageRetentionPeriod: '1209600' };

/** Renders the queue that a service consumes; undefined where it consumes none. */
export const renderQueue = ({ queue }: ResolvedService, { queue: name }: Names): DesiredQueue | undefined =>
  queue && {
    name,
    attributes: {
      VisibilityTimeout: String(queue.visibilitySeconds),
      MessageRetentionPeriod: String(queue.retentionSeconds),
    },
    aside: queue.attempts === undefined ? undefined : { name: asideOf(name), attempts: queue.attempts },
  };

/** The name of the queue for what could not be handled. */
export const asideOf = (queue: string): string => `${queue}-failed`;
