import { type Verdict } from '@longshore/model';
import { createColors } from 'picocolors';

/** How text is to look: decided by whoever knows the terminal. */
export interface Style {
  color: boolean;
  /** Width of the terminal, in characters. */
  columns: number;
}

/** Text without colours, as in a log. */
export const plain: Style = { color: false, columns: 120 };

/** Seconds with one digit after the point, as `4.2 s`. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** A sign for each verdict, where there is no colour but Unicode. */
export const signs: Record<Verdict, string> = {
  deployed: '✅',
  unchanged: '➖',
  superseded: '⏭️',
  refused: '⛔',
  'rolled-back': '❌',
  failed: '❌',
  'timed-out': '⌛',
};

/** A verdict in the colour of what it means. */
export function paintVerdict(verdict: Verdict, { color }: Style): string {
  const { green, red, yellow, dim } = createColors(color);
  switch (verdict) {
    case 'deployed':
      return green(verdict);
    case 'unchanged':
      return dim(verdict);
    case 'superseded':
    case 'refused':
      return yellow(verdict);
    case 'rolled-back':
    case 'failed':
    case 'timed-out':
      return red(verdict);
  }
}

/** How long ago something was, in its largest unit, as `3 h`. */
export function age(at: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`;
}
