import { type Style } from '@longshore/report';
import { type Lines, type Results } from './results';

/** Options of every command that has a result. */
export interface OutputOptions {
  json?: boolean;
}

/**
 * Prints a result on stdout: for a person, or with `--json` as one JSON document.
 * @param _command decides what the result may be: its schema is part of the reference
 */
export function print<Command extends keyof Results, Result extends Results[Command]>(
  _command: Command,
  result: Result,
  { json }: OutputOptions,
  render: (result: Result) => string,
): void {
  process.stdout.write(`${json ? JSON.stringify(result, undefined, 2) : render(result)}\n`);
}

/** One line of what a command prints with `--json` while it goes on. */
export const jsonLine = <Command extends keyof Lines>(_command: Command, line: Lines[Command]): string =>
  JSON.stringify(line);

/** Whether what goes to a stream may have colours: only a terminal's, and not where NO_COLOR asks for none. */
export const colorOf = ({ isTTY }: { isTTY?: boolean }): boolean => isTTY === true && !process.env['NO_COLOR'];

/** How what goes to a stream is to look. */
export const styleOf = (stream: { isTTY?: boolean; columns?: number }): Style => ({
  color: colorOf(stream),
  columns: stream.columns ?? 120,
});
