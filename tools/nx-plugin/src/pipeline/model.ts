import { type Settings, type ShippedEnvironment } from './settings';

/** A part of a job: a command, with the variables that hold its secrets, or a file to be shown where people look. */
export type Step =
  | { name: string; run: string; secrets?: string[] }
  /** `comment`: on the pull request; `summary`: on the page of the job, whether it went well or not. */
  | { name: string; show: 'comment' | 'summary'; file: string };

/** A job as every provider runs it, after the sources and the packages are there. */
export interface Job {
  id: string;
  steps: Step[];
}

/** A job with the rights of a role in the account of an environment. */
export interface EnvironmentJob extends Job {
  environment: ShippedEnvironment;
  role: string;
}

/** What pipelines do, whoever runs them. The variable `BASE` is the branch that a pull request is for. */
export interface Pipeline {
  check: Job;
  /** Read-only: whoever opens a pull request says what it does. */
  plans: EnvironmentJob[];
  deploys: EnvironmentJob[];
  /** By hand: the variable `SERVICE` says which. */
  rollbacks: EnvironmentJob[];
}

/** What a workspace's pipelines do: pure, the same input gives the same files. */
export const createPipeline = (settings: Settings, environments: ShippedEnvironment[]): Pipeline => ({
  check: { id: 'check', steps: checkSteps(settings) },
  plans: environments.map((environment) => ({
    id: `plan-${environment.name}`,
    environment,
    role: roleOf(environment, 'plan'),
    steps: planSteps(environment),
  })),
  deploys: environments.map((environment) => ({
    id: `deploy-${environment.name}`,
    environment,
    role: roleOf(environment, 'deploy'),
    steps: deploySteps(environment),
  })),
  rollbacks: environments.map((environment) => ({
    id: `rollback-${environment.name}`,
    environment,
    role: roleOf(environment, 'deploy'),
    steps: rollbackSteps(environment),
  })),
});

/** The role that a job takes by its OpenID Connect token: no key is kept anywhere. */
const roleOf = ({ name, account, region }: ShippedEnvironment, right: 'plan' | 'deploy'): string =>
  `arn:${region.startsWith('cn-') ? 'aws-cn' : 'aws'}:iam::${account}:role/longshore-${name}-${right}`;

const checkSteps = ({ targets, commands }: Settings): Step[] => [
  { name: 'Generated files are true', run: 'npx nx sync:check' },
  ...commands.map((run) => ({ name: run, run })),
  { name: 'Check what is affected', run: `npx nx affected -t ${targets.join(' ')} --base="$BASE"` },
];

const planSteps = ({ name }: ShippedEnvironment): Step[] => [
  { name: `Plan for ${name}`, run: `npx nx affected -t plan -c ${name} --base="$BASE"` },
  { name: 'Write the plan', run: 'mkdir -p dist && npx longshore summary > dist/summary.md' },
  { name: 'Show the plan', show: 'comment', file: 'dist/summary.md' },
];

const deploySteps = ({ name, secrets }: ShippedEnvironment): Step[] => [
  {
    name: `Deploy what is affected since ${name} was reconciled`,
    run: [
      `NX_BASE=$(npx longshore reconciled -e ${name})`,
      'export NX_BASE',
      `npx nx affected -t deploy -c ${name}`,
    ].join('\n'),
    secrets,
  },
  { name: 'Summary', show: 'summary', file: 'dist/summary.md' },
];

const rollbackSteps = ({ name }: ShippedEnvironment): Step[] => [
  { name: `Roll back in ${name}`, run: `npx longshore rollback "$SERVICE" -e ${name}` },
];
