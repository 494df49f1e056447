/** How many frames of a stack are shown: those of the service's own code tell most. */
const framesShown = 3;

/** Whether a line is a frame of a stack. */
export const isFrame = (line: string): boolean => /^\s+at \S/.test(line);

/** Whether a frame is of neither a package nor Node. */
const isOwn = (frame: string): boolean => !/node_modules|\bnode:|<anonymous>\)?$|\(native\)/.test(frame);

/** Lines in which each stack shows its first frames of own code, and how many more it has. */
export function foldStacks(lines: readonly string[]): string[] {
  const folded: string[] = [];
  let frames: string[] = [];
  for (const line of lines) {
    if (isFrame(line)) frames.push(line);
    else {
      folded.push(...foldFrames(frames), line);
      frames = [];
    }
  }
  return [...folded, ...foldFrames(frames)];
}

/** The frames of one stack; the first ones if none is of own code. */
export function foldFrames(frames: readonly string[]): string[] {
  const own = frames.filter(isOwn);
  const shown = (own.length > 0 ? own : frames).slice(0, framesShown);
  const more = frames.length - shown.length;
  return more > 0 ? [...shown, `    … ${more} more`] : shown;
}

/** Folds the stacks in lines that come one by one. */
export class StackFold {
  readonly #write: (line: string) => void;
  #frames: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  add(line: string): void {
    clearTimeout(this.#timer);
    if (isFrame(line)) {
      this.#frames.push(line);
      // Nothing may come after it for long.
      this.#timer = setTimeout(() => this.flush(), 100);
      return;
    }
    this.flush();
    this.#write(line);
  }

  /** To be called at the end of the lines. */
  flush(): void {
    clearTimeout(this.#timer);
    for (const frame of foldFrames(this.#frames)) this.#write(frame);
    this.#frames = [];
  }
}
