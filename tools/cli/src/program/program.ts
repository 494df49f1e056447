import { Command } from 'commander';
import { version } from '../../package.json';
import { addBaseImageCommands } from './base-image';
import { addCloudCommands } from './cloud';
import { addConfigCommands } from './config';
import { addCompletionCommands } from './completion';
import { addDoctorCommand } from './doctor';
import { addEnvironmentCommands } from './environment';
import { addInternalCommands } from './internal';
import { addPipelineCommands } from './pipeline';
import { addSecretCommands } from './secrets';

/** The whole command line; what a command needs is loaded when it runs. */
export function createProgram(): Command {
  const program = new Command('longshore')
    .version(version, '-V, --version', "print the package's version")
    .description('Runs Node microservices on Amazon ECS, and the same cloud on this machine.')
    .addHelpText(
      'after',
      `
Nx builds and ships:
  nx affected -t deploy               what changed, to the environment local
  nx affected -t deploy -c staging    the same, to staging
  nx show project rooms               the targets of a service

Examples:
  longshore up                        the embedded cloud, with every service
  longshore status -e staging         what runs there
  longshore <command> --help          more examples`,
    );
  addCloudCommands(program);
  addDoctorCommand(program);
  addPipelineCommands(program);
  addBaseImageCommands(program);
  addEnvironmentCommands(program);
  addConfigCommands(program);
  addSecretCommands(program);
  addCompletionCommands(program);
  addInternalCommands(program);
  return program;
}
