import { createInterface } from 'node:readline/promises';
import { destroy, type Destruction, planDestroy } from '@longshore/deploy';
import { LongshoreError } from '@longshore/model';
import { openFor } from '../open-environment';
import { type OutputOptions, print } from '../output';
import { leaveOnSignal } from '../signals';
import { workspaceOf } from '../workspace';

/** Options of `longshore destroy`. */
export interface DestroyCommand extends OutputOptions {
  environment: string;
  yes?: boolean;
}

/**
 * Deletes a service from an environment: says what goes and what stays, and wants the service's name for it.
 * @throws LS1006 where there is nobody to ask
 */
export async function destroyService(service: string, options: DestroyCommand): Promise<void> {
  const { environment, yes } = options;
  const command = `npx longshore destroy ${service} -e ${environment}`;
  const goesOn = leaveOnSignal(() => `what was begun goes on in AWS; ${command} goes on with what is left`);
  const open = openFor(workspaceOf(process.cwd()), environment, goesOn);
  const plan = await planDestroy(open, service);
  process.stderr.write(`${describe(plan)}\n`);
  if (!yes && !(await confirmed(service, command))) {
    process.stderr.write('nothing was deleted\n');
    process.exitCode = 1;
    return;
  }
  await destroy(open, plan, ({ what }) => void process.stderr.write(`gone: ${what}\n`));
  print('destroy', plan, options, () => `${service} is no longer in ${environment}`);
}

const describe = ({ service, environment, parts, kept }: Destruction): string =>
  [
    `${service} in ${environment}: these go`,
    ...parts.map(({ what }) => `  - ${what}`),
    'these stay',
    ...kept.map((what) => `    ${what}`),
  ].join('\n');

async function confirmed(service: string, command: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new LongshoreError('LS1006', {
      what: `${service} is not destroyed without a word`,
      why: 'there is no terminal to ask at',
      fix: `${command} --yes`,
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Type the service's name to go on: `)).trim() === service;
  } finally {
    terminal.close();
  }
}
