import {
  type Address,
  type Container,
  type Exit,
  type Health,
  type LogLine,
  PullError,
  type Runtime,
} from '@longshore/runtime';
import { type Clock } from '../kernel';
import { type Faults } from './faults';
import { type RuntimeFault } from './plan';
import { sleep } from '../kernel/sleep';

/** What the faults of a runtime work with. */
export interface RuntimeFaultOptions {
  faults: Faults;
  clock: Clock;
}

/** Lets pulls fail, starts be slow and containers die as a plan of faults says. */
export const withRuntimeFaults = (inner: Runtime, { faults, clock }: RuntimeFaultOptions): Runtime => ({
  kind: inner.kind,
  prepare: (image, signal) =>
    faults.ofRuntime(['pull-error'], image.digest)
      ? Promise.reject(new PullError('a fault of the embedded cloud fails this pull'))
      : inner.prepare(image, signal),
  start: async (spec, signal) => {
    await sleep(clock, faults.ofRuntime(['slow-start'], spec.name)?.latencyMs, signal);
    const fault = faults.ofRuntime(['kill-task', 'oom'], spec.name);
    const container = await inner.start(spec, signal);
    return fault ? new DoomedContainer(container, fault, clock) : container;
  },
  cleanUp: () => inner.cleanUp(),
  prune: (isNeeded) => inner.prune(isNeeded),
});

/** A container that does not live long. */
class DoomedContainer implements Container {
  readonly exited: Promise<Exit>;
  private struck = false;

  constructor(
    private readonly inner: Container,
    private readonly fault: RuntimeFault,
    clock: Clock,
  ) {
    const cancel = clock.after(fault.latencyMs ?? 0, () => this.strike());
    this.exited = inner.exited.then((exit) => {
      cancel();
      return this.seen(exit);
    });
  }

  get name(): string {
    return this.inner.name;
  }

  get id(): string {
    return this.inner.id;
  }

  address(port: number): Address {
    return this.inner.address(port);
  }

  get changes(): Container['changes'] {
    return this.inner.changes;
  }

  get listening(): Container['listening'] {
    return this.inner.listening?.bind(this.inner);
  }

  get stats(): Container['stats'] {
    return this.inner.stats?.bind(this.inner);
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.inner.onLog(listener);
  }

  onHealth(listener: (health: Health) => void): () => void {
    return this.inner.onHealth(listener);
  }

  async stop(timeoutSeconds: number): Promise<Exit> {
    return this.seen(await this.inner.stop(timeoutSeconds));
  }

  kill(signal: NodeJS.Signals): Promise<void> {
    return this.inner.kill(signal);
  }

  remove(): Promise<void> {
    return this.inner.remove();
  }

  private strike(): void {
    this.struck = true;
    // It may have ended by itself just now.
    this.inner.kill('SIGKILL').catch(() => undefined);
  }

  private seen(exit: Exit): Exit {
    return this.struck && this.fault.runtime === 'oom' ? { ...exit, outOfMemory: true } : exit;
  }
}
