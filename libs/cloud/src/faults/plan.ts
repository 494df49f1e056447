/** What goes wrong on purpose, and when: the body of `PUT /_cloud/faults`. */
export interface FaultPlan {
  /** The same seed with the same calls gives the same faults. */
  seed: number;
  /** Tried in this order; the first that fires is the one that acts. */
  rules: FaultRule[];
}

/** When a rule fires, of the calls that it is about: always, where nothing is said. */
export interface FaultCondition {
  /** Each time with this probability, 0 to 1. */
  probability?: number;
  /** The nth time alone, counted from 1. */
  nth?: number;
  /** The first so many times. */
  times?: number;
}

/** A rule about API calls. */
export interface CallFault extends FaultCondition {
  /** As in `GET /_cloud/calls`; every service where it is missing. */
  service?: string;
  /** With `*` for any characters; every operation where it is missing. */
  operation?: string;
  /** `before`: in place of the call. `after`: the call is carried out, the caller does not learn it. */
  phase: 'before' | 'after';
  /** Milliseconds that the answer takes longer. */
  latencyMs?: number;
  error?: { code: string; status: number; message?: string };
  /** Breaks the connection without an answer. */
  reset?: true;
  /** After the call, so many reads of the service see what was there before it. */
  staleReads?: number;
}

/** A rule about what runs tasks. */
export interface RuntimeFault extends FaultCondition {
  runtime: RuntimeFaultKind;
  /** The container's name, the image's digest for `pull-error`, the ARN of the task's revision for `spot-interruption`; with `*` for any characters. */
  target?: string;
  /** Milliseconds: how much slower a start is, or how long a container or a task of FARGATE_SPOT lives. */
  latencyMs?: number;
}

/** What can happen to a container. */
export const runtimeFaultKinds = ['kill-task', 'oom', 'pull-error', 'slow-start', 'spot-interruption'] as const;
export type RuntimeFaultKind = (typeof runtimeFaultKinds)[number];

export type FaultRule = CallFault | RuntimeFault;

/** Nothing goes wrong. */
export const noFaults: FaultPlan = { seed: 0, rules: [] };
