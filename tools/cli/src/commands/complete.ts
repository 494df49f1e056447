import { type Command } from 'commander';
import { environmentNames, readServices } from '@longshore/model';
import { candidates } from '../completion/candidates';
import { workspaceOf } from '../workspace';

/** Prints what may stand at the end of a command line, one a line. */
export function complete(program: Command, words: string[]): Promise<void> {
  const found = candidates(program, words, {
    services: () =>
      orNone(() =>
        readServices(workspaceOf(process.cwd())).flatMap(({ name, project }) => [...new Set([name, project])]),
      ),
    environments: () => orNone(() => environmentNames(workspaceOf(process.cwd()))),
  });
  process.stdout.write(found.map((word) => `${word}\n`).join(''));
  return Promise.resolve();
}

/** A shell that asks for names outside of a workspace, or in one with a mistake, gets none: a command will say why. */
function orNone(names: () => string[]): string[] {
  try {
    return names();
  } catch {
    return [];
  }
}
