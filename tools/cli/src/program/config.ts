import { type Command } from 'commander';
import type { EnvironmentCommand } from '../commands/environment';
import { environmentOption, jsonOption } from '../options';
import { run } from '../run';
import { serviceArgument } from '../service-argument';
import { examples } from './examples';

/** Adds the commands for plain values of a service that change without a commit. */
export function addConfigCommands(program: Command): void {
  const config = program
    .command('config')
    .helpCommand(false)
    .description('set, list and remove plain environment variables of a service without a commit')
    .addHelpText('after', examples('longshore config list rooms -e staging'));
  config
    .command('set')
    .description('set variables and roll them out; they go before those of service.json and environment files')
    .addArgument(serviceArgument('<service>'))
    .argument('<pairs...>', 'NAME=VALUE')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore config set rooms LOG_LEVEL=debug NEW_SEARCH=on -e staging'))
    .action(
      run(async (service: string, pairs: string[], options: EnvironmentCommand) =>
        (await import('../commands/config.js')).set(service, pairs, options),
      ),
    );
  config
    .command('list')
    .description('list the variables of a service that were set without a commit')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore config list rooms -e staging'))
    .action(
      run(async (service: string, options: EnvironmentCommand) =>
        (await import('../commands/config.js')).list(service, options),
      ),
    );
  config
    .command('unset')
    .description('remove variables and roll that out; what the files say holds again')
    .addArgument(serviceArgument('<service>'))
    .argument('<names...>', 'variables')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore config unset rooms LOG_LEVEL -e staging'))
    .action(
      run(async (service: string, names: string[], options: EnvironmentCommand) =>
        (await import('../commands/config.js')).unset(service, names, options),
      ),
    );
}
