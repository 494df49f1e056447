import { type Readable } from 'node:stream';
import { type CpuTime } from './cpu-time';

/** Reads an image's content by digest: from an OCI layout, from a registry, from a store of blobs. */
export interface ImageSource {
  /** The digest of the image's manifest (or of an index that has one for this machine). */
  readonly digest: string;
  /** The bytes of a manifest, config or layer. */
  open(digest: string, signal?: AbortSignal): Promise<Readable>;
}

/** An image that is ready to run, and what its config says. */
export interface PreparedImage {
  readonly digest: string;
  readonly config: ImageConfig;
}

/** The part of an OCI image config that decides how it runs. */
export interface ImageConfig {
  User?: string;
  ExposedPorts?: Record<string, object>;
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  WorkingDir?: string;
  StopSignal?: string;
  Labels?: Record<string, string>;
}

/** What to run, and how. */
export interface ContainerSpec {
  /** Unique on this machine, as `longshore-local-rooms-4f1c…`. */
  name: string;
  image: PreparedImage;
  /** Overrides the image's entry point. */
  entryPoint?: string[];
  /** Overrides the image's command. */
  command?: string[];
  environment: Record<string, string>;
  /** Ports that the container listens on. */
  ports: number[];
  /**
   * Whether HOST stays as it is declared, or unset: the process runtime otherwise has containers that would listen on
   * every address of this machine listen on one of the loopback.
   */
  hostAsDeclared?: boolean;
  user?: string;
  readonlyRoot?: boolean;
  /**
   * File systems in memory; the process runtime has the folders of this machine in their place, and for /tmp a folder of
   * the container's own, which TMPDIR names.
   */
  tmpfs?: Tmpfs[];
  /** Hard limit of memory, in MiB; the process runtime does not enforce it. */
  memoryMiB?: number;
  /** Memory that it is to get where memory is short, in MiB; the process runtime takes no notice of it. */
  memoryReservationMiB?: number;
  /** Limits of the kernel by name, as `nofile`. */
  ulimits?: Ulimit[];
  labels?: Record<string, string>;
  /** Without it the container is not checked, whatever its image says. */
  healthCheck?: HealthCheck;
}

/** A file system in memory, for a container alone. */
export interface Tmpfs {
  /** Where it is in the container, as `/tmp`. */
  path: string;
  sizeMiB: number;
  /** Of mount(8), as `noexec`; the engine's own unless set. */
  options?: string[];
}

/** A limit of the kernel for each process of a container. */
export interface Ulimit {
  /** As in setrlimit(2), without RLIMIT_ and in lower case: `nofile`. */
  name: string;
  soft: number;
  hard: number;
}

/** How a container is asked whether it is well: an exit code of 0 says yes. */
export interface HealthCheck {
  /** `['CMD', program, …]`, or `['CMD-SHELL', line]` for a shell. */
  test: string[];
  /** Between the end of one check and the start of the next, and before the first. */
  intervalSeconds: number;
  /** What takes longer has failed. */
  timeoutSeconds: number;
  /** So many failures in a row make it unhealthy. */
  retries: number;
  /** Failures before the first success and within so many seconds do not count. */
  startPeriodSeconds: number;
}

/** What a container's checks say; `starting` until they decide. */
export type Health = 'starting' | 'healthy' | 'unhealthy';

/** Where a container's port can be reached from this machine. */
export interface Address {
  host: string;
  port: number;
}

/** How a container ended. */
export interface Exit {
  /** The exit code; 128 plus the signal's number where a signal ended it, as a shell counts. */
  code: number;
  signal?: NodeJS.Signals;
  /** Whether the kernel or the engine killed it for its memory. */
  outOfMemory: boolean;
}

/** One line that a container wrote. */
export interface LogLine {
  stream: 'stdout' | 'stderr';
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}

/** A started container. */
export interface Container {
  readonly name: string;
  /** The engine's id, or the process id. */
  readonly id: string;
  /** Which variables of its environment are not as declared, if any: `PORT=20001 in place of 8080`. */
  readonly changes?: string | undefined;
  /** Where a port of the spec is reached. */
  address(port: number): Address;
  /** Resolves when it has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Calls back for each line from the first on, also those written before the call; returns what ends that. */
  onLog(listener: (line: LogLine) => void): () => void;
  /** Calls back with the health now and with each change, where the spec has a check; returns what ends that. */
  onHealth(listener: (health: Health) => void): () => void;
  /**
   * The addresses that it listens on at a port of the spec, in its own network; undefined if that cannot be learnt, as
   * for processes of a system without /proc.
   */
  listening?(port: number): Promise<string[] | undefined>;
  /** Every port that it listens on; undefined if that cannot be learnt. */
  listeningPorts?(): Promise<number[] | undefined>;
  /** The CPU time of its first process; undefined if that cannot be learnt. */
  cpuTime?(): Promise<CpuTime | undefined>;
  /** What it uses now, as the engine's API shows it; missing where nobody measures. Rejects where it has ended. */
  stats?(): Promise<object>;
  /** Sends the stop signal, waits, then SIGKILL. */
  stop(timeoutSeconds: number): Promise<Exit>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Removes what is left of it: files, the engine's container. */
  remove(): Promise<void>;
}

/** Thrown where an image cannot be made ready; `message` is the cause alone. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/** Thrown where a container cannot be started; `message` is the cause alone. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Runs OCI images on this machine. */
export interface Runtime {
  readonly kind: 'docker' | 'process';
  /**
   * Makes an image ready to run; cheap where its layers are here already.
   * @throws PullError
   */
  prepare(image: ImageSource, signal?: AbortSignal): Promise<PreparedImage>;
  /**
   * Starts a container; resolves when it runs, not when it is healthy.
   * @throws StartError
   */
  start(spec: ContainerSpec, signal?: AbortSignal): Promise<Container>;
  /** Removes every container that a former life of this runtime (same folder) left behind. */
  cleanUp(): Promise<void>;
  /**
   * Removes images that this runtime made ready, in this life or a former one, and what only they need. Those that
   * others made ready stay, and those that a container uses.
   * @param isNeeded tells by a manifest's digest; asked right before each removal
   */
  prune(isNeeded: (digest: string) => boolean): Promise<void>;
}
