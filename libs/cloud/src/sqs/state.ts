/** What SQS knows, as plain JSON. */
export interface SqsState {
  /** By ARN, and so by account and region. */
  queues: Record<string, QueueRecord>;
}

/** A queue with its messages. */
export interface QueueRecord {
  arn: string;
  name: string;
  /** Those that were set, as SetQueueAttributes takes them: text, also for numbers. */
  attributes: Record<string, string>;
  tags: Record<string, string>;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
  modifiedAt: number;
  purgedAt?: number;
  /** Of a FIFO queue: the number of the newest message. */
  sequence?: string;
  /** Of a FIFO queue: the messages of the last minutes, by what tells them from others. */
  sent?: Record<string, SentRecord>;
  /** The oldest first. */
  messages: MessageRecord[];
}

/** What is kept of a message that was sent to a FIFO queue, whatever became of it. */
export type SentRecord = Pick<MessageRecord, 'id' | 'sentAt' | 'sequenceNumber'>;

/** A message from its sending to its deletion. */
export interface MessageRecord {
  id: string;
  body: string;
  attributes: Record<string, AttributeRecord>;
  /** Of AWS X-Ray. */
  traceHeader?: string;
  sender: string;
  sentAt: number;
  /** From when on it can be received. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The handle of its newest receipt; none where it was never received from this queue. */
  receipt?: string;
  /** Keeps the order of its messages in a FIFO queue. */
  groupId?: string;
  deduplicationId?: string;
  /** Grows from message to message of a FIFO queue. */
  sequenceNumber?: string;
  /** The queue that gave it up. */
  deadLetterOf?: string;
}

/** An attribute of a message; bytes as base64. */
export interface AttributeRecord {
  type: string;
  text?: string;
  binary?: string;
}

/** An account without queues. */
export const emptyState = (): SqsState => ({ queues: {} });
