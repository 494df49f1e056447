import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builds, type Source } from './bundle';
import { type Child, type ChildOptions, startChild } from './child';

/** A service in development. */
export interface Served extends Source, ChildOptions {
  /** Answers 200 when the service works. */
  healthUrl: string;
  /** Takes a line for the person who is at work on the service. */
  say: (line: string) => void;
  /** Called once, when the service first works. */
  onReady: () => Promise<void>;
  /** Called at the end, before the process is stopped. */
  onEnd: () => Promise<void>;
}

/** Time between two looks at whether the service works, in milliseconds. */
const lookMs = 25;

/**
 * Runs a service from its source until the signal aborts: after a change it is stopped and started again; one that
 * cannot be bundled leaves the running process as it is.
 */
export async function serveSource(served: Served, signal: AbortSignal): Promise<void> {
  const runner = new Runner(served);
  let code: string | undefined;
  try {
    for await (const build of builds(served, signal)) {
      if ('errors' in build) served.say(build.errors);
      else if (build.code !== code) await runner.run((code = build.code), signal);
    }
  } finally {
    await runner.end();
  }
}

class Runner {
  readonly #served: Served;
  #child: Child | undefined;
  #ready: Promise<void> | undefined;

  constructor(served: Served) {
    this.#served = served;
  }

  /** Starts the service anew; does not wait until it works, for the next change may be what makes it. */
  async run(code: string, signal: AbortSignal): Promise<void> {
    const { outfile } = this.#served;
    const start = performance.now();
    await mkdir(dirname(outfile), { recursive: true });
    await writeFile(outfile, code);
    await this.stop();
    if (signal.aborted) return;
    const child = startChild(outfile, this.#served);
    this.#child = child;
    void child.exited.then((how) => this.#explainExit(child, how));
    void this.#watchStart(child, start);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.stop();
  }

  /** Whatever comes of the rest, the process is stopped. */
  async end(): Promise<void> {
    try {
      await this.#ready;
      await this.#served.onEnd();
    } finally {
      await this.stop();
    }
  }

  #explainExit(child: Child, how: number | NodeJS.Signals): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    this.#served.say(`ended with ${how}; it is started again after the next change`);
  }

  async #watchStart(child: Child, start: number): Promise<void> {
    while (child === this.#child) {
      if (await answers(this.#served.healthUrl)) {
        if (this.#ready) this.#served.say(`reloaded in ${Math.round(performance.now() - start)} ms`);
        this.#ready ??= this.#served.onReady().catch((error: Error) => this.#served.say(error.message));
        return;
      }
      await delay(lookMs);
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
