/** Something that was measured, and what it should be. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The greatest or least value that is good; undefined for a figure that others are compared with. */
  target?: { atMost: number } | { atLeast: number };
  /** How it was measured, in few words. */
  note?: string;
}

/** One line for each figure: what, value, target, and whether it is met. */
export function renderFigures(figures: Figure[]): string {
  const rows = figures.map(({ what, value, unit, target, note = '' }) => [
    what,
    `${round(value)} ${unit}`,
    target ? `${'atMost' in target ? '≤' : '≥'} ${limitOf(target)} ${unit}` : '',
    target ? (isMet(value, target) ? 'met' : 'MISSED') : '',
    note,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const limitOf = (target: NonNullable<Figure['target']>): number =>
  'atMost' in target ? target.atMost : target.atLeast;

const isMet = (value: number, target: NonNullable<Figure['target']>): boolean =>
  'atMost' in target ? value <= target.atMost : value >= target.atLeast;

/** Three significant digits: more would be noise. */
const round = (value: number): string => String(Number(value.toPrecision(3)));

/** The value below which so many of a hundred lie. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

/** The middle one of several measurements. */
export const median = (values: number[]): number => percentile(values, 50);
