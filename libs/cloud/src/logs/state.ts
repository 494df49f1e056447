/** What CloudWatch Logs knows, as plain JSON; the events themselves lie in a file a stream. */
export interface LogsState {
  /** By ARN, and so by account and region. */
  groups: Record<string, GroupRecord>;
}

/** A log group. */
export interface GroupRecord {
  /** Without the `:*` that DescribeLogGroups puts behind it. */
  arn: string;
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Forever where it is missing. */
  retentionInDays?: number;
  kmsKeyId?: string;
  tags: Record<string, string>;
  streams: Record<string, StreamRecord>;
}

/** A log stream. */
export interface StreamRecord {
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Name of the file that holds its events: of a stream that is made anew under the same name it is another one. */
  file: string;
}

/** A store with nothing in it. */
export const emptyState = (): LogsState => ({ groups: {} });
