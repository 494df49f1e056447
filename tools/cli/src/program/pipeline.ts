import { type Command } from 'commander';
import type { IamPolicyCommand } from '../commands/iam-policy';
import { environmentOption } from '../options';
import { run } from '../run';

/** Adds the commands that pipelines, and who sets them up, need. */
export function addPipelineCommands(program: Command): void {
  program
    .command('iam-policy')
    .description('print the least IAM policy of the role by which a pipeline ships to an environment')
    .addOption(environmentOption())
    .addHelpText(
      'after',
      `
Reads what the environment consists of (its file, and SSM parameters): run it with credentials that may.

Examples:
  longshore iam-policy -e staging > policy.json
  aws iam put-role-policy --role-name longshore-staging --policy-name deploy --policy-document file://policy.json`,
    )
    .action(run(async (options: IamPolicyCommand) => (await import('../commands/iam-policy.js')).iamPolicy(options)));
}
