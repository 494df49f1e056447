import { type Command, Option } from 'commander';
import type { AffectedCommand } from '../commands/affected';
import type { EnvironmentCommand, HistoryCommand, RollbackCommand } from '../commands/environment';
import type { ExplainCommand } from '../commands/explain';
import type { LogsCommand } from '../commands/logs';
import type { PlanCommand } from '../commands/plan';
import { count, countOrNone, duration, environmentOption, jsonOption } from '../options';
import { run } from '../run';
import { serviceArgument } from '../service-argument';
import { waiting } from '../waiting';
import { addTaskCommands } from './tasks';
import { examples } from './examples';

/** Adds the commands that look at what an environment runs, and go back. */
export function addEnvironmentCommands(program: Command): void {
  program
    .command('plan')
    .description('what a release would change: exits 0 for nothing, 2 for changes, 1 for what cannot be')
    .addArgument(serviceArgument('[services...]', 'every service where none is named; their images have to be built'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addOption(
      new Option('--format <format>', 'md for a comment on a pull request').choices(['text', 'md']).default('text'),
    )
    .addHelpText('after', examples('longshore plan rooms -e staging', 'longshore plan -e staging --format md'))
    .action(
      run(async (services: string[], options: PlanCommand) =>
        (await import('../commands/plan.js')).plan(services, options),
      ),
    );

  program
    .command('explain')
    .description('what holds for a service in an environment, and which file says so')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore explain rooms -e staging'))
    .action(
      run(async (service: string, options: ExplainCommand) =>
        (await import('../commands/explain.js')).explain(service, options),
      ),
    );

  program
    .command('status')
    .description('every service of an environment: state, tasks, live commit, how far behind the checkout, URL')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore status -e staging'))
    .action(
      run(async (options: EnvironmentCommand) => {
        const load = () => import('../commands/environment.js');
        const show = await waiting(`asking ${options.environment}`, async () => (await load()).status(options));
        show();
      }),
    );

  program
    .command('affected')
    .description('the services that the next deploy has to look at: affected since all was deployed')
    .addOption(environmentOption())
    .addOption(jsonOption())
    .option('--why', 'which files and commits reached each, and through which projects')
    .addHelpText('after', examples('longshore affected -e staging --why'))
    .action(run(async (options: AffectedCommand) => (await import('../commands/affected.js')).affected(options)));

  program
    .command('reconciled')
    .description(
      'the base for `nx affected`: the commit up to which every service is deployed; says why where there is none',
    )
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('NX_BASE=$(longshore reconciled -e staging) nx affected -t deploy -c staging'))
    .action(
      run(async (options: EnvironmentCommand) => (await import('../commands/environment.js')).reconciled(options)),
    );

  program
    .command('history')
    .description('the releases of a service: when, by whom, which commit, how each ended')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .option('--count <number>', 'how many releases', count, 10)
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore history rooms -e staging', 'longshore history rooms --count 50 --json'))
    .action(
      run(async (service: string, options: HistoryCommand) =>
        (await import('../commands/environment.js')).history(service, options),
      ),
    );

  program
    .command('logs')
    .description('what the tasks of a service write, merged; JSON lines are made readable')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .option('-f, --follow', 'wait for further lines')
    .option('--since <time>', 'how far back to begin, as 30s, 10m, 2h or 1d', duration, 600_000)
    .option('--task <id>', "one task's lines; the beginning of its id will do")
    .option('--json', 'one JSON document a line')
    .addHelpText('after', examples('longshore logs rooms -f', 'longshore logs rooms -e staging --since 2h --task 3f9c'))
    .action(
      run(async (service: string, options: LogsCommand) =>
        (await import('../commands/logs.js')).logs(service, options),
      ),
    );

  addTaskCommands(program);

  program
    .command('restart')
    .description('replace every task by a new one of the same revision, without downtime')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore restart rooms -e staging'))
    .action(
      run(async (service: string, options: EnvironmentCommand) =>
        (await import('../commands/tasks.js')).restartService(service, options),
      ),
    );

  program
    .command('scale')
    .description(
      'set how many tasks of a service run, and wait until they do; a deploy raises them to the minimum of its copies',
    )
    .addArgument(serviceArgument('<service>'))
    .argument('<tasks>', 'how many', countOrNone)
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore scale rooms 4 -e staging'))
    .action(
      run(async (service: string, tasks: number, options: EnvironmentCommand) =>
        (await import('../commands/tasks.js')).scaleService(service, tasks, options),
      ),
    );

  program
    .command('rollback')
    .description('go back to a release that was healthy, without building anything')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .option('--to <release>', "a revision's number or a commit; else the newest proven release before the live one")
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore rollback rooms -e production', 'longshore rollback rooms --to 41'))
    .action(
      run(async (service: string, options: RollbackCommand) =>
        (await import('../commands/environment.js')).rollbackService(service, options),
      ),
    );

  program
    .command('retry')
    .description('let the next deploy try again what was rolled back')
    .addArgument(serviceArgument('<service>'))
    .addOption(environmentOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore retry rooms -e staging && nx run rooms:deploy -c staging'))
    .action(
      run(async (service: string, options: EnvironmentCommand) =>
        (await import('../commands/environment.js')).retryService(service, options),
      ),
    );
}
