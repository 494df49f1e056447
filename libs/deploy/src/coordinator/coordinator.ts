import {
  type Claim,
  type Digest,
  type EvidenceRecord,
  type Plan,
  type RunEvent,
  type RunSummary,
  type ServiceOutcome,
  type TestSummary,
} from '@longshore/model';
import { type Repository } from '@longshore/registry';

/** What a run needs to know of an image on this machine: what has to be proven of it before it is released. */
export interface LocalImage extends Omit<Claim, 'service'> {
  /** The files of the workspace that go into the image, relative to the workspace, and the service's service.json. */
  sources: readonly string[];
  /** The tests of the image; undefined if it has not been verified yet. */
  tests?: TestSummary;
}

/** The images on this machine: implemented over libs/image by whoever starts the coordinator. */
export interface LocalImages {
  /** @throws LS2008 if the service's image was not built from the sources as they are */
  describe(service: string): Promise<LocalImage>;
  /**
   * Leaves the image of an input key as if it had been built here, if the repository has it.
   * @returns whether it has
   * @throws LS3127 if it has one that cannot be trusted
   */
  reuse(service: string, inputKey: string, repository: Repository, signal: AbortSignal): Promise<boolean>;
  /**
   * Builds the image again without layer cache, Nx's cache and registry, and leaves what is there as it is.
   * @returns its digest
   */
  rebuild(service: string, signal: AbortSignal): Promise<Digest>;
  push(
    service: string,
    repository: Repository,
    tags: string[],
    signal: AbortSignal,
    onProgress?: (progress: PushProgress) => void,
  ): Promise<Omit<PushOutcome, 'durationMs'>>;
}

/** Targets of projects, as Nx runs them: implemented by whoever starts the coordinator. */
export interface Targets {
  /**
   * Runs one to its end, whatever is cached.
   * @param variables of its environment, beside those that are there
   * @param onLine is told each line that it prints
   * @returns its exit code; undefined where the signal ended it
   */
  run(
    project: string,
    target: string,
    variables: Record<string, string>,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<number | undefined>;
}

/** How far a push is. */
export interface PushProgress {
  bytesSent: number;
  /** Layers that the registry has by now, whether they were sent or not. */
  layersDone: number;
  layers: number;
}

/** What a run covered: every service, or every one that is affected since a base, up to a head if one is named. */
export type Reach = { all: true } | { base: string; head?: string };

/** What `push` did for one service. */
export interface PushOutcome {
  reference: string;
  bytesSent: number;
  /** Sum of the image's compressed layers, in bytes. */
  size: number;
  layersSent: number;
  /** Layers that the registry had. */
  layersReused: number;
  durationMs: number;
}

/**
 * One for each run and environment: it alone talks to AWS, so there is one API budget, one poller and one stream of
 * events, however many tasks Nx forks.
 */
export interface Coordinator {
  /** Takes the image of an input key over from the environment's registry; says whether it has one. */
  reuse(service: string, inputKey: string): Promise<boolean>;
  /** Evidence for the service's image that the environment's registry has, as far as the environment accepts it. */
  evidence(service: string): Promise<EvidenceRecord[]>;
  /** Pushes a service's image with its evidence; creates the repository where it is missing. */
  push(service: string, onProgress?: (progress: PushProgress) => void): Promise<PushOutcome>;
  /** What a release would change; writes nothing. */
  plan(service: string): Promise<Plan>;
  /**
   * Reads, plans, checks the gates, applies; returns without waiting for the rollout.
   * @throws LS3101 and the other gates, LS3129 if the run is interrupted
   */
  release(service: string): Promise<Plan>;
  /**
   * Waits for the verdict of the rollout that `release` began in this run.
   * @param onEvent is told what happens to the service meanwhile
   */
  outcome(service: string, onEvent?: (event: RunEvent) => void): Promise<ServiceOutcome>;
  /**
   * Ends the run: writes `summary.json`.
   * @param reach what a run covered whose tasks have all succeeded: the environment may be reconciled by it
   */
  finish(reach?: Reach): Promise<RunSummary>;
}
