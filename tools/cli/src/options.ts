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
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return value;
}

/** `-e`, of every command that talks to an environment; the embedded one is the default, any other has to be named. */
export const environmentOption = () =>
  new Option('-e, --environment <name>', 'a file of deploy/environments').default('local');

/** `--json`, of every command that has a result. */
export const jsonOption = () => new Option('--json', 'print the result as JSON');
