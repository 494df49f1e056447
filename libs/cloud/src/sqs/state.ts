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
  /** The oldest first. */
  messages: MessageRecord[];
}

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
