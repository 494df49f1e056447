/** A task of a rollout that failed. */
export interface FailedTask {
  /** Its id: the last part of its ARN. */
  task: string;
  /** As `EssentialContainerExited`. */
  stopCode?: string;
  /** Why ECS stopped it. */
  reason?: string;
  /** The container that failed, where one did. */
  container?: string;
  exitCode?: number;
  /** What the engine says of the container. */
  containerReason?: string;
  /** The last lines that the container wrote, the oldest first. */
  lines: string[];
}

/** What most likely went wrong, and what mends it. */
export interface LikelyCause {
  cause: string;
  fix: string;
}

/** All that a person needs to see of a rollout that did not go well. */
export interface Dossier {
  likely?: LikelyCause;
  /** Those that failed first. */
  tasks: FailedTask[];
  /** What ECS said of the service, the newest first. */
  events: string[];
}
