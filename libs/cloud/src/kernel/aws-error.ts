/** An error as an AWS service answers it: any other thrown error is a bug of ours and answers 500. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    /** The exception's name, as `ClusterNotFoundException`. */
    readonly code: string,
    message: string,
    /** The HTTP status. */
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly fields: Record<string, unknown> = {},
    /** What a service that has moved to JSON called it in the Query protocol, as `QueueAlreadyExists`. */
    readonly queryCode?: string,
  ) {
    super(message);
  }
}
