import { InvalidArgumentError, Option } from 'commander';

/** The port at which tools for an embedded AWS look by habit. */
export const defaultPort = 4566;
export const defaultLoadBalancerPort = 8080;

/** Options of whoever starts the embedded cloud. */
export interface CloudPorts {
  port: number;
  lbPort: number;
  runtime: 'auto' | 'docker' | 'process';
}

/** Parses a port of the command line. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  }
  return value;
}

/** Parses a count of the command line. */
export const count = (text: string): number => wholeNumber(text, 1);

/** Parses a count of the command line that may be none. */
export const countOrNone = (text: string): number => wholeNumber(text, 0);

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least) {
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  }
  return value;
}

/** Parses how many times faster the time of the embedded cloud goes. */
export function timeScale(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1000)) throw new InvalidArgumentError('Expected a number from 1 to 1000.');
  return value;
}

/** Parses a quota of the command line, as `target-groups=10`, and adds it to those before. */
export function quota(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, name, most] = /^([a-z-]+)=(\d{1,6})$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Expected a name and a number, as target-groups=10.');
  return { ...before, [name]: Number(most) };
}

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses a span of time of the command line, as `30s`, `10m`, `2h` or `1d`, to milliseconds. */
export function duration(text: string): number {
  const [, value, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const unitLength = unitMs[unit];
  if (value === undefined || unitLength === undefined) {
    throw new InvalidArgumentError('Expected a time such as 30s, 10m, 2h or 1d.');
  }
  return Number(value) * unitLength;
}

/** `--runtime`, of every command that runs images on this machine. */
export const runtimeOption = () =>
  new Option('--runtime <kind>', 'what runs the tasks: Docker Engine, child processes, or the engine where one answers')
    .choices(['auto', 'docker', 'process'])
    .default('auto');

/** `-e`, of every command that talks to an environment; the embedded one is the default, any other has to be named. */
export const environmentOption = () =>
  new Option('-e, --environment <name>', 'a file of deploy/environments').default('local');

/** `--json`, of every command that has a result. */
export const jsonOption = () => new Option('--json', 'print the result as JSON');
