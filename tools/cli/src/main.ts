import { Command, Option } from 'commander';
import type { CloudCommand } from './commands/cloud';
import type { CoordinatorCommand } from './commands/coordinator';
import type { ServeCommand } from './commands/serve';
import { type CloudPorts, defaultLoadBalancerPort, defaultPort, port } from './options';
import { run } from './run';

const program = new Command('longshore')
  .description('Runs Node microservices on Amazon ECS, and the same cloud on this machine.')
  .addHelpText(
    'after',
    `
Nx builds and ships:
  nx affected -t deploy               what changed, to the environment local
  nx affected -t deploy -c staging    the same, to staging
  nx show project rooms               the targets of a service`,
  );

const portOption = () =>
  new Option('--port <number>', 'port of the AWS APIs and the registry; 0 takes a free one')
    .argParser(port)
    .default(defaultPort);
const loadBalancerOption = () =>
  new Option('--lb-port <number>', 'port of the load balancer; 0 takes a free one')
    .argParser(port)
    .default(defaultLoadBalancerPort);
const runtimeOption = () =>
  new Option('--runtime <kind>', 'what runs the tasks: Docker Engine, child processes, or the engine where one answers')
    .choices(['auto', 'docker', 'process'])
    .default('auto');

program
  .command('up')
  .description('start the embedded cloud and what the services use, deploy every service, print the URLs')
  .addOption(portOption())
  .addOption(loadBalancerOption())
  .addOption(runtimeOption())
  .action(run<CloudPorts>(async (options) => (await import('./commands/up.js')).up(options)));

program
  .command('down')
  .description('stop what `longshore up` started; its state stays')
  .action(run(async () => (await import('./commands/down.js')).down()));

program
  .command('cloud')
  .description('run the embedded cloud in the foreground; prints one JSON line when it is ready')
  .addOption(portOption())
  .addOption(loadBalancerOption())
  .addOption(runtimeOption())
  .option('--state <folder>', 'where its state is kept', '.longshore/cloud')
  .option('--environment <name...>', 'environments that are there from the start', ['local'])
  .action(run<CloudCommand>(async (options) => (await import('./commands/cloud.js')).cloud(options)));

program
  .command('coordinator', { hidden: true })
  .description('talk to AWS for all tasks of one run of Nx')
  .requiredOption('--run <id>')
  .requiredOption('--environment <name>')
  .requiredOption('--parent <pid>', 'the process of Nx', Number)
  .action(run<CoordinatorCommand>(async (options) => (await import('./commands/coordinator.js')).coordinator(options)));

program
  .command('serve', { hidden: true })
  .description('run one service from its source')
  .requiredOption('--service <name>')
  .option('--inspect <port>', "the debugger's port; 0 takes a free one", port)
  .action(run<ServeCommand>(async (options) => (await import('./commands/serve.js')).serve(options)));

void program.parseAsync();
