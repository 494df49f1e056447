import { type Dossier } from './dossier';
import { type Plan } from './plan';
import { type Verdict } from './verdict';

/** How a run ended for one service. */
export interface ServiceOutcome {
  service: string;
  environment: string;
  verdict: Verdict;
  digest: string;
  /** ARN of the revision that the release made or found. */
  taskDefinition?: string;
  /** The rollout's own deployment, as `ecs-svc/…`; absent where nothing was rolled out. */
  deploymentId?: string;
  durationMs: number;
  /** Whether the new version is live and healthy although the verdict is no success: something else failed beside it. */
  isLive?: true;
  /** Why, where the verdict is no success. */
  reason?: string;
  /** What is known of the tasks that failed. */
  dossier?: Dossier;
  /** Where the service answers. */
  url?: string;
}

/** A service that is live and has no folder in the workspace: no run deploys or removes it. */
export interface Orphan {
  service: string;
  /** The command that removes it. */
  destroy: string;
}

/** A task that failed in a run, or what refused the whole run before its tasks. */
export interface TaskFailure {
  /** As `rooms:test`; absent if no task was run. */
  task?: string;
  /** The error's code; absent for a task that is not Longshore's. */
  code?: string;
  what: string;
  why?: string;
  /** The command that mends it, or that runs the task again. */
  fix: string;
}

/** The file `summary.json` of a run. */
export interface RunSummary {
  run: string;
  environment: string;
  commit: string;
  /** First line of the commit's message, where git knows the commit. */
  subject?: string;
  /** Who ran it. */
  actor: string;
  durationMs: number;
  services: ServiceOutcome[];
  /** Tasks that failed, beside the verdicts of services; absent if none did. */
  failures?: TaskFailure[];
  /** Looked for by a run that covers all that changed; absent if there are none. */
  orphans?: Orphan[];
}

/** What a run has left on disk. */
export interface RunRecord extends RunSummary {
  /** What was planned, the newest plan of each service. */
  plans: Plan[];
}
