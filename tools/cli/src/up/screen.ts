import { type RunEvent } from '@longshore/model';
import { afterEvent, type Board, emptyBoard, renderBoard, renderEvent, seconds, type Style } from '@longshore/report';
import { openPicture, type Picture } from '../picture';

/** What a command shows of its progress: a picture that is drawn anew in a terminal, lines elsewhere. */
export interface Screen {
  /** Begins the next part, which ends the one before. */
  begin(what: string): void;
  /** Says more of the part that is under way. */
  note(text: string): void;
  /** Shows what happens to the services. */
  events(events: RunEvent[]): void;
  /** Leaves what it shows, and shows nothing more. */
  close(): void;
}

/** Where a screen is drawn. */
export type ScreenOutput = Pick<NodeJS.WriteStream, 'write' | 'rows' | 'isTTY'>;

/** Opens the screen of a command. */
export const openScreen = (output: ScreenOutput, style: Style): Screen =>
  output.isTTY ? new DrawnScreen(openPicture(output), style) : listed(output);

function listed(output: ScreenOutput): Screen {
  const say = (line: string) => void output.write(`${line}\n`);
  return {
    begin: (what) => say(`${what} …`),
    note: say,
    events: (events) => events.forEach((event) => say(renderEvent(event))),
    close: () => undefined,
  };
}

interface Part {
  what: string;
  began: number;
  ended?: number;
  note: string;
}

class DrawnScreen implements Screen {
  readonly #picture: Picture;
  readonly #style: Style;
  readonly #clock: NodeJS.Timeout;
  readonly #parts: Part[] = [];
  #board: Board = emptyBoard;

  constructor(picture: Picture, style: Style) {
    this.#picture = picture;
    this.#style = style;
    this.#clock = setInterval(() => this.#draw(), 1000);
  }

  begin(what: string): void {
    this.#endPart();
    this.#parts.push({ what, began: Date.now(), note: '' });
    this.#draw();
  }

  note(text: string): void {
    const part = this.#parts.at(-1);
    if (part) part.note = text;
    this.#draw();
  }

  events(events: RunEvent[]): void {
    this.#board = events.reduce(afterEvent, this.#board);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#clock);
    this.#endPart();
    this.#draw();
  }

  #endPart(): void {
    const part = this.#parts.at(-1);
    if (part) part.ended ??= Date.now();
  }

  #draw(): void {
    const now = new Date();
    const parts = this.#parts.map((part) => this.#lineOf(part, now));
    const board = this.#board.services.size > 0 ? ['', renderBoard(this.#board, this.#style, now)] : [];
    this.#picture.show([...parts, ...board].join('\n'));
  }

  /** A line that wraps would be drawn over by the next picture. */
  #lineOf({ what, began, ended, note }: Part, now: Date): string {
    const time = seconds((ended ?? now.getTime()) - began).padStart(8);
    return `${what.padEnd(24)} ${time}  ${note}`.trimEnd().slice(0, this.#style.columns);
  }
}
