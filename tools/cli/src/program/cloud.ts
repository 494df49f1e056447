import { type Command, Option } from 'commander';
import type { CloudCommand } from '../commands/cloud';
import type { UpCommand } from '../commands/up';
import {
  type CloudPorts,
  defaultLoadBalancerPort,
  defaultPort,
  jsonOption,
  port,
  quota,
  runtimeOption,
  timeScale,
} from '../options';
import type { OutputOptions } from '../output';
import { run } from '../run';
import { examples } from './examples';

/** Adds the commands that start and stop the embedded cloud. */
export function addCloudCommands(program: Command): void {
  program
    .command('up')
    .description('start the embedded cloud and what the services use, deploy every service, print the URLs')
    .addOption(portOption())
    .addOption(loadBalancerOption())
    .addOption(runtimeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore up', 'longshore up --port 0 --lb-port 0 --runtime process --json'))
    .action(
      run(async (options: UpCommand, command: Command) =>
        (await import('../commands/up.js')).up(options, namedOptions(command)),
      ),
    );

  program
    .command('down')
    .description('stop what `longshore up` started; its state stays')
    .addOption(jsonOption())
    .addHelpText('after', examples('longshore down'))
    .action(run(async (options: OutputOptions) => (await import('../commands/down.js')).down(options)));

  program
    .command('cloud')
    .description('run the embedded cloud in the foreground; prints one JSON line when it is ready')
    .addOption(portOption())
    .addOption(loadBalancerOption())
    .addOption(runtimeOption())
    .option('--state <folder>', 'where its state is kept', '.longshore/cloud')
    .option('--environment <name...>', 'environments that are there from the start', ['local'])
    .addOption(timeScaleOption())
    .addOption(rateLimitsOption())
    .addOption(quotaOption())
    .addHelpText('after', examples('longshore cloud', 'longshore cloud --port 0 --lb-port 0 --time-scale 10'))
    .action(run(async (options: CloudCommand) => (await import('../commands/cloud.js')).cloud(options)));
}

/** The options that the command line names, without those that have their default. */
const namedOptions = (command: Command): Partial<CloudPorts> =>
  Object.fromEntries(
    Object.entries(command.opts<UpCommand>()).filter(
      ([name]) => ['port', 'lbPort', 'runtime'].includes(name) && command.getOptionValueSource(name) === 'cli',
    ),
  );

const portOption = () =>
  new Option('--port <number>', 'port of the AWS APIs and the registry; 0 takes a free one')
    .argParser(port)
    .default(defaultPort);

const loadBalancerOption = () =>
  new Option('--lb-port <number>', 'port of the load balancer; 0 takes a free one')
    .argParser(port)
    .default(defaultLoadBalancerPort);

const timeScaleOption = () =>
  new Option('--time-scale <number>', 'how many times faster its time goes than that on the wall')
    .argParser(timeScale)
    .default(1);

const rateLimitsOption = () =>
  new Option('--rate-limits <whose>', 'throttle calls beyond the rates that AWS documents, or none')
    .choices(['aws', 'none'])
    .default('none');

const quotaOption = () =>
  new Option(
    '--quota <name=most>',
    'set a quota of the account, as rules-per-application-load-balancer=200; repeatable',
  )
    .argParser(quota)
    .default({});
