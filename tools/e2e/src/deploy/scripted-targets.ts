import { type Targets } from '@longshore/deploy';

/** A target of a service: what it does with where the service answers; it says its exit code. */
export type Target = (url: string) => Promise<number>;

/** Targets that are functions given in the test. */
export class ScriptedTargets implements Targets {
  readonly #targets = new Map<string, Target>();

  /** Makes a target, as `rooms:smoke`. */
  set(name: string, target: Target): void {
    this.#targets.set(name, target);
  }

  async run(service: string, target: string, variables: Record<string, string>, onLine: (line: string) => void) {
    const run = this.#targets.get(`${service}:${target}`);
    if (!run) throw new Error(`no target ${service}:${target}`);
    onLine(`looking at ${variables['DEPLOYED_ENVIRONMENT']}`);
    return run(variables['DEPLOYED_URL'] ?? '');
  }
}
