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
  /** Why, where the verdict is no success. */
  reason?: string;
  /** What is known of the tasks that failed. */
  dossier?: Dossier;
  /** Where the service answers. */
  url?: string;
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
}

/** What a run has left on disk. */
export interface RunRecord extends RunSummary {
  /** What was planned, the newest plan of each service. */
  plans: Plan[];
}
