import { type Command } from 'commander';
import { jsonOption } from '../options';
import type { OutputOptions } from '../output';
import { run } from '../run';
import { examples } from './examples';

/** Adds the commands by which a workspace chooses on what its images stand. */
export function addBaseImageCommands(program: Command): void {
  const base = program
    .command('base-image')
    .description('the image under every service: show it, choose another, take its newest version')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('longshore base-image set public.ecr.aws/docker/library/node:22-slim', 'longshore base-image update'),
    )
    .action(run(async (options: OutputOptions) => (await import('../commands/base-image.js')).showBase(options)));

  base
    .command('set')
    .description('resolve a reference to a digest and pin it in deploy/base-image.json')
    .argument('<reference>', 'registry/repository:tag, or @sha256:…')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore base-image set public.ecr.aws/docker/library/node:22-slim'))
    .action(
      run(async (reference: string, options: OutputOptions) =>
        (await import('../commands/base-image.js')).setBase(reference, options),
      ),
    );

  base
    .command('update')
    .description('pin what the reference names by now')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore base-image update'))
    .action(run(async (options: OutputOptions) => (await import('../commands/base-image.js')).updateBase(options)));
}
