/** Keeps the cloud's state on disk: an acknowledged call survives a SIGKILL. */
export interface Store {
  /**
   * The part of the state that belongs to one service: a plain JSON object, changed in place.
   * @param initial makes it on the first start
   */
  slice<State extends object>(name: string, initial: () => State): State;
  /** Says that a slice was changed outside of an API call (by the scheduler, say), to be written soon. */
  touch(): void;
  /** Resolves when all changes up to now are on disk; calls made meanwhile share one write. */
  flush(): Promise<void>;
  /** Empties every slice: each is made anew in place by its `initial`. */
  reset(): Promise<void>;
}
