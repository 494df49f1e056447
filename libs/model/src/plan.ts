import { type Digest } from './digest';
import { type TestSummary } from './evidence';

/** One difference between what is live and what should be. */
export interface Change {
  /** Dotted path of the field, in the words of the ECS API, as `containerDefinitions.rooms.image`. */
  field: string;
  from: unknown;
  to: unknown;
  why: 'new' | 'image' | 'config' | 'secret' | 'drift';
}

/** What is to become live: which image of which commit. */
export interface Release {
  service: string;
  /** The Nx project of the service. */
  project: string;
  environment: string;
  digest: Digest;
  /** The commit that was built, 40 hexadecimal digits. */
  commit: string;
}

/** What a rollout is going to do to the tasks of a service, by its settings. */
export interface RolloutForecast {
  /** Tasks before and after it. */
  tasks: number;
  /** Fewest tasks that run meanwhile. */
  floor: number;
  /** Most tasks that run meanwhile. */
  ceiling: number;
  /** How long it takes if every task is healthy at its first check, with `rollout.bakeSeconds`, in seconds. */
  leastSeconds?: number;
  /** How long it takes at most until every task is healthy or given up, with `rollout.bakeSeconds`, in seconds. */
  mostSeconds?: number;
  /** Why it would never end. */
  blocked?: string;
}

/** Something that a release needs, looked at before anything is written. */
export interface Check {
  /** What was looked at, as `execution role longshore-staging-execution`. */
  subject: string;
  /** WARN where it is enough for now, SKIP where the caller cannot know. */
  result: 'OK' | 'WARN' | 'FAIL' | 'SKIP';
  what: string;
  /** One command that mends it, or that finds out. */
  fix?: string;
}

/** A live service that is the same project under another name: AWS renames nothing. */
export interface Renaming {
  /** The name that is live. */
  from: string;
  /** What is destroyed of it once the new one is deployed. */
  parts: string[];
  /** The command by which a person confirms that; absent once somebody has. */
  confirm?: string;
}

/** The difference between desired and live for one service: plain data that can be printed and stored. */
export interface Plan {
  release: Release;
  action: 'create' | 'update' | 'none';
  changes: Change[];
  /** What happens to the tasks; absent where none is started or replaced. */
  rollout?: RolloutForecast;
  /** Requests that other services get now and give up; with the command that removes one which the commit no longer has. */
  takesOver?: { from: string; route: string; remove?: string }[];
  /** The live service that it replaces under another name; absent if it replaces none. */
  renames?: Renaming;
  /** What was looked at before; absent where nothing is changed. */
  preflight?: Check[];
  /** What runs once in a task of its own before the new revision takes over. */
  beforeDeploy?: { command: string[]; timeoutSeconds: number };
  /** The tests of the image; absent if it has not been verified yet. */
  tests?: TestSummary;
  /** Why what is live does not count as healthy, although there is nothing to change. */
  unhealthy?: string;
  /** Why nothing is done although live is not as desired. */
  heldBack?: string;
}
