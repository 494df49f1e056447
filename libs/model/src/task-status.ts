/** A task of an environment as ECS shows it: of a service, or one that ran once. */
export interface TaskStatus {
  service: string;
  /** Its id. */
  task: string;
  oneOff: boolean;
  revision: number;
  /** What the ledger says of the revision. */
  commit?: string;
  /** ECS's own word, as `RUNNING`. */
  state: string;
  /** ECS's own word; absent where the task has no health check of its own. */
  health?: string;
  /** Availability zone. */
  zone?: string;
  /** ISO 8601. */
  startedAt?: string;
  stoppedAt?: string;
  /** Why it has stopped, and the exit codes of its containers. */
  stoppedReason?: string;
}
