import { type Clock } from '../../kernel';

/** Calls back once nothing has stirred for a while; stirring costs no timer. */
export class QuietTimer {
  private stirredAt = 0;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly onQuiet: () => void,
  ) {}

  /** Starts, or starts anew. */
  start(): void {
    this.stop();
    this.stir();
    this.wait(this.milliseconds);
  }

  /** Something happened. */
  stir(): void {
    this.stirredAt = this.clock.now();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private wait(milliseconds: number): void {
    this.cancel = this.clock.after(milliseconds, () => {
      const left = this.stirredAt + this.milliseconds - this.clock.now();
      if (left <= 0) this.onQuiet();
      else this.wait(left);
    });
  }
}
