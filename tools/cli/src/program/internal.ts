import { type Command, Option } from 'commander';
import type { CoordinatorCommand } from '../commands/coordinator';
import type { ServeCommand } from '../commands/serve';
import { port, runtimeOption } from '../options';
import { run } from '../run';

/** Adds the commands that targets of Nx start; nobody types them. */
export function addInternalCommands(program: Command): void {
  program
    .command('coordinator', { hidden: true })
    .description('talk to AWS for all tasks of one run of Nx')
    .requiredOption('--run <id>')
    .requiredOption('--environment <name>')
    .requiredOption('--parent <pid>', 'the process of Nx', Number)
    .action(
      run(async (options: CoordinatorCommand) => (await import('../commands/coordinator.js')).coordinator(options)),
    );

  program
    .command('serve', { hidden: true })
    .description('run one service from its source')
    .requiredOption('--service <name>')
    .addOption(new Option('--container', "run the service's image").conflicts('inspect'))
    .addOption(runtimeOption())
    .option('--from <branch>', 'deploy the other services first, as this branch last shipped them')
    .option('--inspect <port>', "the debugger's port; 0 takes a free one", port)
    .action(run(async (options: ServeCommand) => (await import('../commands/serve.js')).serve(options)));
}
