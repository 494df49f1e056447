import { createInterface } from 'node:readline/promises';
import { LongshoreError } from '@longshore/model';

/** What is to be confirmed. */
export interface Confirmation {
  /** The service whose name has to be typed. */
  service: string;
  /** What is not done without it, as `rooms is not destroyed`. */
  what: string;
  /** The command, to which `--yes` may be added. */
  command: string;
}

/**
 * Asks a person to type the name of a service.
 * @throws LS1006 if there is nobody to ask
 */
export async function confirmed({ service, what, command }: Confirmation): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new LongshoreError('LS1006', { what, why: 'there is no terminal to ask at', fix: `${command} --yes` });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Type the service's name to go on: `)).trim() === service;
  } finally {
    terminal.close();
  }
}
