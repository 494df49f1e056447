import { type Plan } from './plan';
import { type Verdict } from './verdict';

/** What a service has run around its rollout. */
export type Hook = 'beforeDeploy' | 'afterDeploy';

/** What can happen to a service in a run. */
export type RunEventBody =
  | { type: 'run-started'; environment: string; commit: string }
  | { type: 'pushed'; service: string; repository: string; digest: string; bytes: number; durationMs: number }
  | { type: 'planned'; service: string; plan: Plan }
  | { type: 'rollout-started'; service: string; deploymentId: string; taskDefinition: string }
  | { type: 'ecs-event'; service: string; message: string }
  | {
      type: 'rollout-progress';
      service: string;
      deploymentId: string;
      running: number;
      pending: number;
      desired: number;
      failed: number;
    }
  | { type: 'hook-started'; service: string; hook: Hook; runs: string }
  | { type: 'hook-line'; service: string; hook: Hook; message: string }
  | { type: 'hook-ended'; service: string; hook: Hook; exitCode?: number; durationMs: number }
  | { type: 'verdict'; service: string; verdict: Verdict; durationMs: number; reason?: string }
  | { type: 'run-finished'; durationMs: number };

/** One line of `events.ndjson`. */
export type RunEvent = RunEventBody & {
  /** When, in ISO 8601. */
  at: string;
  run: string;
};

/** Takes an event; the coordinator adds time and run. */
export type Emit = (event: RunEventBody) => void;
