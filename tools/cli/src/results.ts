import {
  type ConfigChange,
  type Destruction,
  type Once,
  type Reconciled,
  type Restart,
  type Rollback,
  type RunningCloud,
  type Scaling,
  type SecretChange,
} from '@longshore/deploy';
import { type BaseChange, type Signed } from '@longshore/image';
import {
  type BaseImage,
  type Plan,
  type ReleaseRecord,
  type RunEvent,
  type RunSummary,
  type SecretStatus,
  type ServiceLine,
  type ServiceOutcome,
  type ServiceStatus,
  type Setting,
  type TaskStatus,
} from '@longshore/model';
import { type Reached } from './affected/reach';
import { type Rename } from './commands/rename';
import { type Diagnosis } from './doctor/check';

/** The document that each command prints with `--json`: the reference has a schema of each. */
export interface Results {
  /** The services; with `--why` what reached each. */
  affected: string[] | Reached[];
  /** The pinned base image; null if none is chosen. */
  'base-image': BaseImage | null;
  'base-image set': BaseChange;
  'base-image update': BaseChange;
  /** What was deleted, and what stays. */
  'config list': Setting[];
  'config set': ConfigChange;
  'config unset': ConfigChange;
  destroy: Destruction;
  doctor: Diagnosis[];
  /** What was stopped. */
  down: { cloud: boolean; postgres: boolean };
  explain: Setting[];
  /** The newest first. */
  history: ReleaseRecord[];
  plan: Plan[];
  reconciled: Reconciled;
  rename: Rename;
  restart: Restart;
  retry: { service: string; environment: string };
  rollback: Rollback;
  run: Once;
  scale: Scaling;
  /** Names, places, versions and dates; no values. */
  'secret list': SecretStatus[];
  'secret set': SecretChange & { restart?: Restart };
  'secret unset': SecretChange;
  sign: { service: string; outcome: Signed }[];
  status: ServiceStatus[];
  /** The newest run; null if there is none. */
  summary: RunSummary | null;
  tasks: TaskStatus[];
  up: RunningCloud & { services: ServiceOutcome[] };
}

/** One line of what a command prints with `--json` while it goes on. */
export interface Lines {
  logs: ServiceLine;
  watch: RunEvent;
}
