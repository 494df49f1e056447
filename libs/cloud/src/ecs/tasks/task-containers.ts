import { type ContainerDefinition, type ContainerDependency } from '@aws-sdk/client-ecs';
import { type Container, type ContainerSpec, type Exit, type Health, type Runtime } from '@longshore/runtime';
import { type Clock } from '../../kernel';
import { dependencyFailure, dependentsOf, progressOf } from './dependencies';
import { type RunningContainer, stopContainer } from './running-container';
import { cannotStart, startInTime } from './start-in-time';

/** What is told of the containers of a task. */
export interface ContainerEvents {
  started(definition: ContainerDefinition, container: Container): void;
  health(definition: ContainerDefinition, health: Health): void;
  exited(definition: ContainerDefinition, exit: Exit): void;
}

/** The containers of one task: starts them, and ends them, in the order in which they depend on one another. */
export class TaskContainers {
  /** Those that were started, oldest first. */
  readonly running: RunningContainer[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly ports: { runtime: Runtime; clock: Clock },
    private readonly events: ContainerEvents,
  ) {}

  /**
   * Starts one container once those that it depends on have come as far as it wants; not at all where the signal aborts.
   * @throws TaskFailure CannotStartContainerError, DockerTimeoutError, or for a dependency that fails or takes longer than its startTimeout
   */
  async start(definition: ContainerDefinition, spec: ContainerSpec, signal: AbortSignal): Promise<void> {
    await Promise.all((definition.dependsOn ?? []).map((dependency) => this.reached(definition, dependency, signal)));
    if (signal.aborted) return;
    this.follow({ definition, container: await startInTime(this.ports.runtime, definition, spec, signal) });
  }

  /** Ends all, each once what depends on it has ended: stop signal, its stopTimeout or so many seconds, SIGKILL. */
  async stop(longestSeconds: number): Promise<void> {
    const ends = new Map<RunningContainer, Promise<void>>();
    const end = (running: RunningContainer): Promise<void> => {
      const known =
        ends.get(running) ??
        this.endAfter(running, dependentsOf(running.definition.name, this.running).map(end), longestSeconds);
      ends.set(running, known);
      return known;
    };
    await Promise.all(this.running.map(end));
  }

  /** Removes what is left of them. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.running.map(({ container }) => container.remove()));
  }

  private async endAfter(running: RunningContainer, dependents: Promise<void>[], longest: number): Promise<void> {
    await Promise.all(dependents);
    if (running.exit === undefined) this.noteExit(running, await stopContainer(running, longest));
  }

  private follow(running: RunningContainer): void {
    const { definition, container } = running;
    this.running.push(running);
    this.events.started(definition, container);
    container.onHealth((health) => this.noteHealth(running, health));
    const cancel = this.limit(running);
    void container.exited.then((exit) => {
      cancel();
      this.noteExit(running, exit);
    });
    this.tell();
  }

  /** Begins the startTimeout of a container, within which it has to come as far as others want. */
  private limit(running: RunningContainer): () => void {
    const { startTimeout } = running.definition;
    if (startTimeout === undefined) return () => undefined;
    return this.ports.clock.after(startTimeout * 1000, () => {
      running.late = true;
      this.tell();
    });
  }

  private noteHealth(running: RunningContainer, health: Health): void {
    if (running.exit) return;
    running.health = health;
    this.events.health(running.definition, health);
    this.tell();
  }

  private noteExit(running: RunningContainer, exit: Exit): void {
    if (running.exit) return;
    running.exit = exit;
    this.events.exited(running.definition, exit);
    this.tell();
  }

  private reached(
    target: ContainerDefinition,
    { containerName = '', condition = 'START' }: ContainerDependency,
    signal: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const dependency = this.running.find(({ definition }) => definition.name === containerName);
        const progress = signal.aborted ? 'met' : progressOf(condition, dependency);
        if (progress === 'waiting') return;
        this.waiting.delete(check);
        signal.removeEventListener('abort', check);
        if (progress === 'met') return resolve();
        reject(cannotStart(dependencyFailure(target.name ?? '', containerName, progress), target));
      };
      this.waiting.add(check);
      signal.addEventListener('abort', check);
      check();
    });
  }

  private tell(): void {
    for (const check of [...this.waiting]) check();
  }
}
