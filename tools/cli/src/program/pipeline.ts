import { type Command, Option } from 'commander';
import type { IamPolicyCommand } from '../commands/iam-policy';
import type { SummaryCommand } from '../commands/summary';
import type { WatchCommand } from '../commands/watch';
import { jsonOption, environmentOption } from '../options';
import { type OutputOptions } from '../output';
import { run } from '../run';
import { serviceArgument } from '../service-argument';

/** Adds the commands that pipelines, and who sets them up, need. */
export function addPipelineCommands(program: Command): void {
  program
    .command('summary')
    .description('what the newest run has done, or planned, as Markdown')
    .option('--run <name>', 'another run: a folder of .longshore/runs')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  longshore summary >> "$GITHUB_STEP_SUMMARY"
  longshore summary --json | jq '.services[] | select(.verdict == "rolled-back")'`,
    )
    .action(run(async (options: SummaryCommand) => (await import('../commands/summary.js')).summary(options)));

  program
    .command('watch')
    .description('follow the deploy under way in this workspace, or the next one; exits 1 if it fails')
    .option('--run <name>', 'a run of before: a folder of .longshore/runs')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  longshore watch
  longshore watch --json | jq 'select(.type == "verdict")'`,
    )
    .action(run(async (options: WatchCommand) => (await import('../commands/watch.js')).watch(options)));

  program
    .command('sign')
    .description('Sign evidence and provenance of the images that were verified in this checkout')
    .addArgument(serviceArgument('[services...]', 'services; all by default'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Reads the private key from LONGSHORE_EVIDENCE_KEY, or from the file that LONGSHORE_EVIDENCE_KEY_FILE names. awskms:ARN
signs with a key in AWS KMS. Runs no code of the workspace: give the key to this step alone.

Examples:
  LONGSHORE_EVIDENCE_KEY_FILE=.longshore/keys/staging.key longshore sign
  LONGSHORE_EVIDENCE_KEY=awskms:arn:aws:kms:eu-central-1:111111111111:key/ID longshore sign
  longshore sign rooms
  longshore sign --json`,
    )
    .action(
      run(async (services: string[], options: OutputOptions) =>
        (await import('../commands/sign.js')).sign(services, options),
      ),
    );

  program
    .command('iam-policy')
    .description('print the least-privilege IAM policy for a deploy pipeline, or its trust policy')
    .addOption(environmentOption())
    .addOption(new Option('--for <right>', 'what the role is for').choices(['deploy', 'plan']).default('deploy'))
    .addOption(new Option('--trust <provider>', 'print who may take the role instead').choices(['github', 'circleci']))
    .option('--repository <owner/name>', 'repository on GitHub; by default that of the remote origin')
    .option('--organization <id>', 'organization ID on CircleCI')
    .option('--project <id>', 'project ID on CircleCI')
    .addHelpText(
      'after',
      `
Reads the resources of the environment from its file and SSM parameters. Without credentials the file alone counts:
statements that had to reach more than the environment end in "Widened".

Examples:
  longshore iam-policy -e staging > policy.json
  aws iam put-role-policy --role-name longshore-staging-deploy --policy-name deploy --policy-document file://policy.json
  longshore iam-policy -e staging --for plan
  longshore iam-policy -e staging --trust github > trust.json
  aws iam create-role --role-name longshore-staging-deploy --assume-role-policy-document file://trust.json`,
    )
    .action(run(async (options: IamPolicyCommand) => (await import('../commands/iam-policy.js')).iamPolicy(options)));
}
