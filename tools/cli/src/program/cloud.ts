import { type Command, Option } from 'commander';
import type { CloudCommand } from '../commands/cloud';
import { type CloudPorts, defaultLoadBalancerPort, defaultPort, port, runtimeOption, timeScale } from '../options';
import { run } from '../run';

/** Adds the commands that start and stop the embedded cloud. */
export function addCloudCommands(program: Command): void {
  program
    .command('up')
    .description('start the embedded cloud and what the services use, deploy every service, print the URLs')
    .addOption(portOption())
    .addOption(loadBalancerOption())
    .addOption(runtimeOption())
    .action(run(async (options: CloudPorts) => (await import('../commands/up.js')).up(options)));

  program
    .command('down')
    .description('stop what `longshore up` started; its state stays')
    .action(run(async () => (await import('../commands/down.js')).down()));

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
    .action(run(async (options: CloudCommand) => (await import('../commands/cloud.js')).cloud(options)));
}

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
