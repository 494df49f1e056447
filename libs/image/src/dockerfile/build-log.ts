import { readTrace } from './trace';

/** One line of the engine's answer to a build. */
interface BuildEvent {
  id?: string;
  aux?: string | { ID?: string };
  error?: string;
  errorDetail?: { message?: string };
}

/** How many lines of a step's output are kept. */
const lines = 20;

/** What the engine said of a build so far. */
export class BuildLog {
  /** The id of the image, once it is there. */
  image: string | undefined;
  /** What went wrong, as the engine words it. */
  error: string | undefined;
  readonly #names = new Map<string, string>();
  readonly #output = new Map<string, string>();
  #failed: string | undefined;

  /** Takes one line of JSON. */
  add(line: string): void {
    const { id, aux, error, errorDetail } = JSON.parse(line) as BuildEvent;
    if (id === 'moby.buildkit.trace' && typeof aux === 'string') this.#trace(Buffer.from(aux, 'base64'));
    if (typeof aux === 'object' && aux.ID) this.image = aux.ID;
    if (error !== undefined) this.error = errorDetail?.message ?? error;
  }

  /** The step that failed, as `[2/3] RUN npm rebuild`. */
  get failedStep(): string | undefined {
    return this.#failed === undefined ? undefined : this.#names.get(this.#failed);
  }

  /** The last lines that the failed step wrote. */
  get lastLines(): string[] {
    const output = this.#output.get(this.#failed ?? '') ?? '';
    return output.trimEnd().split(/\r?\n/).slice(-lines).filter(Boolean);
  }

  #trace(message: Buffer): void {
    for (const trace of readTrace(message)) {
      if ('output' in trace) this.#write(trace.step, trace.output);
      else this.#step(trace);
    }
  }

  #step({ step, name, error }: { step: string; name: string; error: string }): void {
    if (name) this.#names.set(step, name);
    // Steps that were broken off because another failed say that they were cancelled.
    if (error && !/context canceled/.test(error)) this.#failed ??= step;
  }

  #write(step: string, output: string): void {
    const whole = (this.#output.get(step) ?? '') + output;
    this.#output.set(step, whole.slice(-16_384));
  }
}
