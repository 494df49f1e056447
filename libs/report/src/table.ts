/** Rows of cells as lines whose columns are aligned; widths are those of the text without colours. */
export function table(rows: Cell[][]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.text.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Columns that give way if a table is too wide: the first of `drop` goes first, and what is left of `cut` is cut. */
export interface GivingWay {
  cut?: string;
  drop: string[];
}

/** The least of a cut column that is worth its place. */
const leastRoom = 12;

/** A table whose first row has the names of its columns, no wider than the terminal as far as columns may give way. */
export function fittedTable(rows: Cell[][], columns: number, { cut, drop }: GivingWay): string {
  const names = (rows[0] ?? []).map(({ text }) => text);
  const at = cut === undefined ? -1 : names.indexOf(cut);
  const others = widthOf(rows.map((row) => row.filter((_cell, column) => column !== at)));
  const room = at < 0 ? columns - others : columns - others - gap;
  if (at >= 0 && room >= leastRoom) return table(rows.map((row) => row.with(at, cutTo(row[at], room))));
  const [first, ...rest] = at >= 0 ? [names[at] ?? '', ...drop] : drop;
  if ((at < 0 && room >= 0) || first === undefined) return table(rows);
  const gone = names.indexOf(first);
  const kept = rows.map((row) => row.filter((_cell, column) => column !== gone));
  return fittedTable(kept, columns, { drop: rest });
}

/** Between two columns. */
const gap = 2;

function widthOf(rows: Cell[][]): number {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
  return widths.reduce((sum, width) => sum + width + gap, -gap);
}

function cutTo(given: Cell = cell(''), room: number): Cell {
  return given.text.length <= room ? given : { ...given, text: `${given.text.slice(0, room - 1)}…` };
}

/** A cell of a table. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/** A cell without colour. */
export const cell = (text: string | number | undefined): Cell => ({ text: String(text ?? '') });

const pad = ({ text, paint = (plain) => plain }: Cell, width: number): string =>
  `${paint(text)}${' '.repeat(width - text.length)}`;
