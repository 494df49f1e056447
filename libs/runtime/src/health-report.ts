import { type Health } from './runtime';

/** The health of one container, and who wants to know it. */
export class HealthReport {
  private health: Health = 'starting';
  private readonly listeners = new Set<(health: Health) => void>();

  /** Calls back with the health at once, and with each change. */
  listen(listener: (health: Health) => void): () => void {
    listener(this.health);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Takes over what the checks say now. */
  become(health: Health): void {
    if (health === this.health) return;
    this.health = health;
    for (const listener of this.listeners) listener(health);
  }
}
