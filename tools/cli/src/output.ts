/** Options of every command that has a result. */
export interface OutputOptions {
  json?: boolean;
}

/** Prints a result on stdout: for a person, or with `--json` as one JSON document. */
export function print<Result>(result: Result, { json }: OutputOptions, render: (result: Result) => string): void {
  process.stdout.write(`${json ? JSON.stringify(result, undefined, 2) : render(result)}\n`);
}
