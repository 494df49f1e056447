import { InvalidArgumentError } from 'commander';

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
