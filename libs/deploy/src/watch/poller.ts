import { setTimeout as sleep } from 'node:timers/promises';
import { type Deployment, type Service } from '../aws/shapes';
import { nextDelay, type Pace } from './pace';
import { type Observation, type Rollout } from './rollout';
import { type Ending, ownDeployment, verdictOf } from './verdict-of';

/** What the poller works with. */
export interface PollerOptions {
  /** Services by name; those that are not there are left out. */
  describe(names: string[]): Promise<Service[]>;
  pace: Pace;
  signal: AbortSignal;
}

/** How long reads may fail before the watch is given up, in milliseconds: rollouts go on without us. */
const blindMs = 30_000;

interface Watch {
  observation: Observation;
  delay: number;
  look: string;
  onLook: (observation: Observation) => void;
  resolve: (ending: Ending) => void;
  reject: (error: unknown) => void;
}

/** Looks at the rollouts of a run, all of them in one go, until each has come to an end. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #watches = new Set<Watch>();
  #running = false;
  #wake = new AbortController();
  #blindSince: number | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#giveUp(options.signal.reason));
  }

  /**
   * Watches a rollout to its end.
   * @param deployment as the call showed it that made it
   * @param onLook is told what each look showed
   */
  watch(rollout: Rollout, deployment: Deployment, onLook: (observation: Observation) => void): Promise<Ending> {
    const now = Date.now();
    const observation = { now, rollout, lastSeen: { deployment, at: now }, serviceSeenAt: now };
    return new Promise((resolve, reject) => {
      if (this.#options.signal.aborted) return reject(this.#options.signal.reason as Error);
      this.#watches.add({ observation, delay: this.#options.pace.fast, look: '', onLook, resolve, reject });
      if (this.#running) this.#wake.abort();
      else void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#watches.size > 0) {
      await this.#pause();
      await this.#poll();
    }
    this.#running = false;
  }

  async #pause(): Promise<void> {
    this.#wake = new AbortController();
    const delay = Math.min(...[...this.#watches].map((watch) => watch.delay));
    // It ends early, by an error, when another rollout is to be watched: that one starts fast.
    await sleep(delay, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }

  async #poll(): Promise<void> {
    const names = [...this.#watches].map(({ observation }) => observation.rollout.serviceName);
    const services = await this.#describe([...new Set(names)]);
    if (!services) return;
    for (const watch of this.#watches) {
      const { serviceName } = watch.observation.rollout;
      this.#look(
        watch,
        services.find((service) => service.serviceName === serviceName),
      );
    }
  }

  async #describe(names: string[]): Promise<Service[] | undefined> {
    if (names.length === 0) return undefined;
    try {
      const services = await this.#options.describe(names);
      this.#blindSince = undefined;
      return services;
    } catch (error) {
      const now = Date.now();
      if (now - (this.#blindSince ??= now) >= blindMs) this.#giveUp(error);
      return undefined;
    }
  }

  #look(watch: Watch, service: Service | undefined): void {
    const observation = observe(watch.observation, service, Date.now());
    const look = lookOf(observation);
    watch.delay = nextDelay(this.#options.pace, watch.delay, look !== watch.look);
    Object.assign(watch, { observation, look });
    watch.onLook(observation);
    const ending = verdictOf(observation);
    if (!ending) return;
    this.#watches.delete(watch);
    watch.resolve(ending);
  }

  #giveUp(error: unknown): void {
    for (const { reject } of this.#watches) reject(error);
    this.#watches.clear();
    this.#wake.abort();
  }
}

/** What a look adds to what was known. */
function observe(known: Observation, service: Service | undefined, now: number): Observation {
  const deployment = service?.deployments?.find(({ id }) => id === known.rollout.deploymentId);
  const failed = deployment?.rolloutState === 'FAILED';
  return {
    ...known,
    now,
    service,
    ...(deployment && { lastSeen: { deployment, at: now } }),
    ...(service && { serviceSeenAt: now }),
    ...(failed && { failedAt: known.failedAt ?? now }),
  };
}

/** What counts as a change between two looks. */
const lookOf = (observation: Observation): string =>
  JSON.stringify(
    [ownDeployment(observation), ...(observation.service?.deployments ?? [])].map((deployment) => [
      deployment?.id,
      deployment?.status,
      deployment?.rolloutState,
      deployment?.runningCount,
      deployment?.pendingCount,
      deployment?.failedTasks,
    ]),
  );
