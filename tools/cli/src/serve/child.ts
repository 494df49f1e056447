import { type Address } from '@longshore/runtime';

/** A running service. */
export interface Child {
  /** Where it listens, or is going to; undefined where it listens to nothing. */
  readonly address: Address | undefined;
  /** How it ended: its exit code, or the signal. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Ends it: by SIGTERM, and SIGKILL where that takes too long. */
  stop(): Promise<void>;
}

/** Starts a service that is ready to be started. */
export type Start = () => Promise<Child>;

/** Takes each line that a service writes, with its stacks folded. */
export type OnLine = (line: string, to: 'stdout' | 'stderr') => void;
