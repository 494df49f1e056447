import { type Command } from 'commander';
import type { DestroyCommand } from '../commands/destroy';
import type { RenameCommand } from '../commands/rename';
import type { EnvironmentCommand } from '../commands/environment';
import type { RunOnceCommand } from '../commands/run-once';
import { environmentOption, jsonOption } from '../options';
import { run } from '../run';
import { serviceArgument } from '../service-argument';
import { examples } from './examples';

/** Adds the commands that list tasks, run one, and end a service. */
export function addTaskCommands(program: Command): void {
  program
    .command('tasks')
    .description('the tasks of a service, or of every one: state, health, commit, zone, and why those stopped that did')
    .addArgument(serviceArgument('[service]'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore tasks -e staging', 'longshore tasks rooms --json'))
    .action(
      run(async (service: string | undefined, options: EnvironmentCommand) =>
        (await import('../commands/run-once.js')).tasks(service, options),
      ),
    );

  program
    .command('run')
    .description('run a command once in a task of the deployed revision; prints its lines, ends with its exit code')
    .addArgument(serviceArgument('<service>'))
    .argument('<command...>', 'after --; what the image has, as `node`')
    .addOption(environmentOption())
    .option('-d, --detach', 'leave the task when it is started')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore run rooms -e staging -- node apps/rooms/main.js import-rooms'))
    .action(
      run(async (service: string, command: string[], options: RunOnceCommand) =>
        (await import('../commands/run-once.js')).runCommand(service, command, options),
      ),
    );

  program
    .command('rename')
    .description('Confirm that the next deploy replaces a live service under its new name')
    .argument('<live>', 'the name that is live')
    .addArgument(serviceArgument('<service>', 'the service of the workspace that replaces it'))
    .addOption(environmentOption())
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore rename api backend -e staging'))
    .action(
      run(async (live: string, service: string, options: RenameCommand) =>
        (await import('../commands/rename.js')).renameService(live, service, options),
      ),
    );

  program
    .command('destroy')
    .description('delete a service from an environment: says first what goes and what stays')
    .argument('<service>', 'also one whose folder is gone')
    .addOption(environmentOption())
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore destroy rooms -e staging'))
    .action(
      run(async (service: string, options: DestroyCommand) =>
        (await import('../commands/destroy.js')).destroyService(service, options),
      ),
    );
}
