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

/** A cell of a table. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/** A cell without colour. */
export const cell = (text: string | number | undefined): Cell => ({ text: String(text ?? '') });

const pad = ({ text, paint = (plain) => plain }: Cell, width: number): string =>
  `${paint(text)}${' '.repeat(width - text.length)}`;
