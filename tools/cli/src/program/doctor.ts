import { type Command } from 'commander';
import type { DoctorCommand } from '../commands/doctor';
import { environmentOption, jsonOption } from '../options';
import { run } from '../run';

/** Adds the command that says what is missing. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at everything a deploy needs: Node, npm, git, the engine, ports, AWS and the environment')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each line says OK, FAIL or SKIP, and how to mend it; exits 1 where one says FAIL.

Examples:
  longshore doctor                 this machine and the embedded cloud
  longshore doctor -e staging      this machine, the credentials, and what staging consists of`,
    )
    .action(run(async (options: DoctorCommand) => (await import('../commands/doctor.js')).doctor(options)));
}
