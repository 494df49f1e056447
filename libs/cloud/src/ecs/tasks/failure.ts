/** Why a task could not start: `message` is the reason that DescribeTasks shows. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';

  constructor(
    message: string,
    /** The container that it concerns; none where it is the task as a whole. */
    readonly container?: string,
    /** What the task itself shows, where that differs from what the container shows. */
    readonly stoppedReason = message,
  ) {
    super(message);
  }
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
