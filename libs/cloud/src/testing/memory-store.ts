import { type Store } from '../kernel';

/** A store that forgets all when the process ends. */
export class MemoryStore implements Store {
  private readonly slices = new Map<string, { state: object; initial: () => object }>();

  slice<State extends object>(name: string, initial: () => State): State {
    const known = this.slices.get(name) ?? { state: initial(), initial };
    this.slices.set(name, known);
    return known.state as State;
  }

  /** Called whenever a slice changed outside of an API call. */
  onTouch: () => void = () => undefined;

  touch(): void {
    this.onTouch();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  reset(): Promise<void> {
    for (const { state, initial } of this.slices.values()) {
      for (const key of Object.keys(state)) delete (state as Record<string, unknown>)[key];
      Object.assign(state, initial());
    }
    return Promise.resolve();
  }
}
