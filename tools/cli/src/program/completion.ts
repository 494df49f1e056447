import { Argument, type Command } from 'commander';
import { type Shell, scripts, shells } from '../completion/scripts';
import { run } from '../run';
import { examples } from './examples';

/** Adds the command that teaches a shell to complete the others, and the one that it asks then. */
export function addCompletionCommands(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options, services and environments')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      examples(
        `echo 'eval "$(longshore completion bash)"' >> ~/.bashrc`,
        `echo 'eval "$(longshore completion zsh)"' >> ~/.zshrc`,
        'longshore completion fish > ~/.config/fish/completions/longshore.fish',
      ),
    )
    .action((shell: Shell) => void process.stdout.write(scripts[shell]));

  program
    .command('complete', { hidden: true })
    .description('print what may stand at the end of a command line')
    .argument('[words...]')
    .action(run(async (words: string[]) => (await import('../commands/complete.js')).complete(program, words)));
}
