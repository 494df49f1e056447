import { type Command } from 'commander';
import type { EnvironmentCommand } from '../commands/environment';
import type { SetSecretCommand } from '../commands/secret';
import { environmentOption, jsonOption } from '../options';
import { run } from '../run';
import { serviceArgument } from '../service-argument';
import { examples } from './examples';

/** Adds the commands for the secrets of a service. */
export function addSecretCommands(program: Command): void {
  const secret = program
    .command('secret')
    .helpCommand(false)
    .description('set, list and remove the secrets of a service; their values are never printed')
    .addHelpText('after', examples('longshore secret list rooms -e staging'));
  secret
    .command('set')
    .description('set a secret to the value on standard input; a terminal does not show it')
    .addArgument(serviceArgument('<service>'))
    .argument('<name>', 'the variable, or the parameter or ARN that a file names')
    .addOption(environmentOption())
    .option('--restart', 'replace the running tasks, so that they get it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'longshore secret set rooms API_TOKEN -e staging',
        'openssl rand -hex 32 | longshore secret set rooms COOKIE_KEY -e staging --restart',
        'longshore secret set rooms TLS_KEY -e staging < key.pem',
      ),
    )
    .action(
      run(async (service: string, name: string, options: SetSecretCommand) =>
        (await import('../commands/secret.js')).set(service, name, options),
      ),
    );
  secret
    .command('list')
    .description('list the secrets of a service: where each is, its version, whether it is missing')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore secret list rooms -e staging'))
    .action(
      run(async (service: string, options: EnvironmentCommand) =>
        (await import('../commands/secret.js')).list(service, options),
      ),
    );
  secret
    .command('unset')
    .description('delete a secret that neither a file names nor the live revision')
    .addArgument(serviceArgument('<service>'))
    .argument('<name>', 'the variable')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore secret unset rooms API_TOKEN -e staging'))
    .action(
      run(async (service: string, name: string, options: EnvironmentCommand) =>
        (await import('../commands/secret.js')).unset(service, name, options),
      ),
    );
}
