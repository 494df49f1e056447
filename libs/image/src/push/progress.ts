import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { type PushProgress } from '../image';

/** Between two reports while bytes flow, in milliseconds. */
const intervalMs = 500;

/** Counts what a push sends, and reports it now and then. */
export class Progress {
  readonly #report: (progress: PushProgress) => void;
  readonly #layers: number;
  #bytesSent = 0;
  #layersDone = 0;
  #reportedAt = performance.now();

  constructor(layers: number, report: (progress: PushProgress) => void) {
    this.#layers = layers;
    this.#report = report;
  }

  /** Counts the bytes of a stream as they are taken from it. */
  counted(bytes: Readable): Readable {
    const count = (chunk: Buffer) => this.#add(chunk.length);
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done: TransformCallback) {
        count(chunk);
        done(null, chunk);
      },
    });
    // Whoever reads the meter gets the error.
    return pipeline(bytes, meter, () => undefined);
  }

  layerDone(): void {
    this.#layersDone++;
    this.#send();
  }

  #add(bytes: number): void {
    this.#bytesSent += bytes;
    if (performance.now() - this.#reportedAt >= intervalMs) this.#send();
  }

  #send(): void {
    this.#reportedAt = performance.now();
    this.#report({ bytesSent: this.#bytesSent, layersDone: this.#layersDone, layers: this.#layers });
  }
}
