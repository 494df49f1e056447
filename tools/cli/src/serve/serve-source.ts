import { setTimeout as delay } from 'node:timers/promises';
import { builds, type Source } from './bundle';
import { type Child, type Start } from './child';
import { type Front } from './front';

/** A service in development. */
export interface Served extends Source {
  /** Takes the requests, whatever process is there. */
  front: Front;
  /** Answers 200 when the service works; undefined for a worker, which works when it runs. */
  healthPath: string | undefined;
  /** Makes bundled code ready to be started, while the process before it runs on. */
  prepare: (code: string, signal: AbortSignal) => Promise<Start>;
  /** Takes a line for the person who is at work on the service. */
  say: (line: string) => void;
  /** Time after which it is said why the service does not count as healthy, in milliseconds. */
  patienceMs: number;
  /** Called once, when the service first works. */
  onReady: () => Promise<void>;
  /** Called at the end, before the process is stopped. */
  onEnd: () => Promise<void>;
}

/** Time between two looks at whether the service works, in milliseconds. */
const lookMs = 25;

/**
 * Runs a service from its source until the signal aborts: after a change it is stopped and started again, and requests
 * wait meanwhile; one that cannot be bundled leaves the running process as it is.
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
    const began = performance.now();
    const start = await this.#prepared(code, signal);
    if (!start) return;
    await this.#served.front.hold();
    await this.stop();
    if (signal.aborted) return;
    const child = await start();
    this.#child = child;
    void child.exited.then((how) => this.#explainExit(child, how));
    void this.#watchStart(child, began);
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

  /** Undefined where it is said why the code cannot run: the next change may mend it. */
  async #prepared(code: string, signal: AbortSignal): Promise<Start | undefined> {
    try {
      return await this.#served.prepare(code, signal);
    } catch (error) {
      if (!signal.aborted) this.#served.say((error as Error).message);
      return undefined;
    }
  }

  #explainExit(child: Child, how: number | NodeJS.Signals): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    const what = `ended with ${how}; it is started again after the next change`;
    this.#served.front.refuse(what);
    this.#served.say(what);
  }

  async #watchStart(child: Child, began: number): Promise<void> {
    const { front, say, onReady, patienceMs } = this.#served;
    let told: string | undefined;
    while (child === this.#child) {
      const problem = await this.#problemOf(child);
      if (child !== this.#child) return;
      if (!problem) {
        if (child.address) front.lead(child.address);
        if (this.#ready) say(`reloaded in ${Math.round(performance.now() - began)} ms`);
        this.#ready ??= onReady().catch((error: Error) => say(error.message));
        return;
      }
      if (problem !== told && performance.now() - began > patienceMs) {
        told = problem;
        say(`not healthy yet: ${problem}`);
      }
      await delay(lookMs);
    }
  }

  /** Why a service does not count as healthy; undefined where it does. */
  async #problemOf({ address }: Child): Promise<string | undefined> {
    const { healthPath } = this.#served;
    if (!address || healthPath === undefined) return undefined;
    const answer = await ask(`http://${address.host}:${address.port}${healthPath}`);
    return answer === 'ok' ? undefined : `GET ${healthPath} at port ${address.port} ${answer}`;
  }
}

/** `ok`, or what came instead, in words. */
async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok ? 'ok' : `answers ${response.status}`;
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'does not answer within 1 s' : 'is not answered';
  }
}
