import { Command } from 'commander';
import { addBaseImageCommands } from './program/base-image';
import { addCloudCommands } from './program/cloud';
import { addDoctorCommand } from './program/doctor';
import { addEnvironmentCommands } from './program/environment';
import { addInternalCommands } from './program/internal';
import { addPipelineCommands } from './program/pipeline';

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

addCloudCommands(program);
addDoctorCommand(program);
addPipelineCommands(program);
addBaseImageCommands(program);
addEnvironmentCommands(program);
addInternalCommands(program);

void program.parseAsync();
