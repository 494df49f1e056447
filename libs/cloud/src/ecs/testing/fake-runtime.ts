import {
  type Address,
  type Container,
  type ContainerSpec,
  type Exit,
  type Health,
  type ImageSource,
  type LogLine,
  type PreparedImage,
  PullError,
  type Runtime,
  StartError,
} from '@longshore/runtime';

/** A runtime that runs nothing: tests say what becomes of its containers. */
export class FakeRuntime implements Runtime {
  readonly kind = 'process';
  /** Containers ever started, oldest first. */
  readonly containers: FakeContainer[] = [];
  /** Messages of pulls to fail, oldest first; then pulls work. */
  readonly pullErrors: string[] = [];
  /** Message of every start, where starts fail. */
  startError?: string;
  /** Whether containers have no address, as those of an engine that end at once. */
  withoutAddress = false;
  cleanedUp = 0;
  /** Digests of the images that it made ready and did not prune. */
  readonly images = new Set<string>();
  private ports = 40_000;

  prepare(image: ImageSource): Promise<PreparedImage> {
    const message = this.pullErrors.shift();
    if (message !== undefined) return Promise.reject(new PullError(message));
    this.images.add(image.digest);
    return Promise.resolve({ digest: image.digest, config: {} });
  }

  start(spec: ContainerSpec): Promise<Container> {
    if (this.startError !== undefined) return Promise.reject(new StartError(this.startError));
    const ports = new Map(spec.ports.map((port) => [port, (this.ports += 1)]));
    const container = new FakeContainer(spec, ports);
    if (this.withoutAddress) container.hasAddress = false;
    this.containers.push(container);
    return Promise.resolve(container);
  }

  cleanUp(): Promise<void> {
    this.cleanedUp += 1;
    return Promise.resolve();
  }

  prune(isNeeded: (digest: string) => boolean): Promise<void> {
    for (const digest of this.images) if (!isNeeded(digest)) this.images.delete(digest);
    return Promise.resolve();
  }

  /** Containers that have not ended. */
  get alive(): FakeContainer[] {
    return this.containers.filter(({ ended }) => !ended);
  }

  /** The newest container of a name in the task definition. */
  newest(name: string): FakeContainer {
    const found = this.containers.findLast(({ spec }) => spec.labels?.['com.amazonaws.ecs.container-name'] === name);
    if (!found) throw new Error(`no container ${name} was started`);
    return found;
  }
}

/** A container that is no process. */
export class FakeContainer implements Container {
  readonly exited: Promise<Exit>;
  ended = false;
  hasAddress = true;
  removed = false;
  /** What it uses, where a test lets it be measured. */
  stats?: () => Promise<object>;
  /** Seconds that each stop allowed. */
  readonly stops: number[] = [];
  private resolve: (exit: Exit) => void = () => undefined;
  private readonly listeners = new Set<(line: LogLine) => void>();
  private readonly healthListeners = new Set<(health: Health) => void>();

  constructor(
    readonly spec: ContainerSpec,
    private readonly ports: Map<number, number>,
  ) {
    this.exited = new Promise((resolve) => (this.resolve = resolve));
  }

  get name(): string {
    return this.spec.name;
  }

  get id(): string {
    return `fake-${this.spec.name}`;
  }

  address(port: number): Address {
    if (!this.hasAddress) throw new Error(`${this.name} does not declare port ${port}`);
    return { host: '127.0.0.1', port: this.ports.get(port) ?? 0 };
  }

  onLog(listener: (line: LogLine) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onHealth(listener: (health: Health) => void): () => void {
    if (this.spec.healthCheck) this.healthListeners.add(listener);
    return () => this.healthListeners.delete(listener);
  }

  stop(timeoutSeconds: number): Promise<Exit> {
    this.stops.push(timeoutSeconds);
    this.exit({ code: 0 });
    return this.exited;
  }

  kill(signal: NodeJS.Signals): Promise<void> {
    this.exit({ code: 137, signal });
    return Promise.resolve();
  }

  remove(): Promise<void> {
    this.removed = true;
    return Promise.resolve();
  }

  /** Ends it as if by itself. */
  exit(exit: Partial<Exit>): void {
    this.ended = true;
    this.resolve({ code: 0, outOfMemory: false, ...exit });
  }

  /** Lets its health check say something. */
  become(health: Health): void {
    for (const listener of this.healthListeners) listener(health);
  }

  /** Writes a line to its log. */
  write(text: string): void {
    for (const listener of this.listeners) listener({ stream: 'stdout', at: 0, text });
  }
}
