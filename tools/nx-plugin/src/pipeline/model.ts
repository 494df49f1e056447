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
  /** Minutes after which it is ended. */
  limit: number;
}

/** A job with the rights of a role in the account of an environment. */
export interface EnvironmentJob extends Job {
  environment: ShippedEnvironment;
  role: string;
}

/** A job that ships; before it, if the environment asks for signatures, what it ships is verified and signed. */
export interface DeployJob extends EnvironmentJob {
  signing?: Signing;
  /** What a pull request passes and a deploy does not run by itself: nothing that skipped it ships. */
  checks: Step[];
}

/** How the records of images are signed: code of the repository runs in `verify` alone, and only `sign` has the key. */
export interface Signing {
  verify: Step;
  sign: Step;
}

/** What pipelines do, whoever runs them. The variable `BASE` is the branch that a pull request is for. */
export interface Pipeline {
  check: Job;
  /** Read-only: whoever opens a pull request says what it does. */
  plans: EnvironmentJob[];
  deploys: DeployJob[];
  /** By hand: the variable `SERVICE` names the service, `TO` a revision or a commit; empty for the one before. */
  rollbacks: EnvironmentJob[];
}

/** Minutes that jobs may take: long enough for a rollout that reaches its deadline after a slow build. */
const limits = { check: 30, plan: 20, deploy: 60, rollback: 30 };

/** What a workspace's pipelines do: pure, the same input gives the same files. */
export const createPipeline = (settings: Settings, environments: ShippedEnvironment[]): Pipeline => ({
  check: { id: 'check', limit: limits.check, steps: checkSteps(settings) },
  plans: environments.map((environment) => ({
    id: `plan-${environment.name}`,
    limit: limits.plan,
    environment,
    role: roleOf(environment, 'plan'),
    steps: planSteps(environment),
  })),
  deploys: environments.map((environment) => ({
    id: `deploy-${environment.name}`,
    limit: limits.deploy,
    environment,
    role: roleOf(environment, 'deploy'),
    ...(environment.signs && { signing: signingSteps(environment) }),
    checks: shippingChecks(settings, environment),
    steps: deploySteps(environment),
  })),
  rollbacks: environments.map((environment) => ({
    id: `rollback-${environment.name}`,
    limit: limits.rollback,
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

/** Targets for what is affected since an environment was reconciled. */
const affected = (targets: string, environment: string, configuration = ` -c ${environment}`): string =>
  [
    `NX_BASE=$(npx longshore reconciled -e ${environment})`,
    'export NX_BASE',
    `npx nx affected -t ${targets}${configuration}`,
  ].join('\n');

/** Targets that a deploy depends on. */
const partOfDeploy: readonly string[] = ['test', 'image', 'verify'];

function shippingChecks({ targets, commands }: Settings, { name }: ShippedEnvironment): Step[] {
  const others = targets.filter((target) => !partOfDeploy.includes(target));
  const affectedChecks = { name: 'Check what is affected', run: affected(others.join(' '), name, '') };
  return [...commands.map((run) => ({ name: run, run })), ...(others.length > 0 ? [affectedChecks] : [])];
}

/** Nothing is signed that came from a cache: whoever may write to one could have put it there. */
const signingSteps = ({ name }: ShippedEnvironment): Signing => ({
  verify: {
    name: `Verify what is affected since ${name} was reconciled`,
    run: `${affected('push', name)} --skip-nx-cache`,
  },
  sign: { name: 'Sign', run: 'npx longshore sign', secrets: ['LONGSHORE_EVIDENCE_KEY'] },
});

const deploySteps = ({ name, secrets }: ShippedEnvironment): Step[] => [
  { name: `Deploy what is affected since ${name} was reconciled`, run: affected('deploy', name), secrets },
  { name: 'Summary', show: 'summary', file: 'dist/summary.md' },
];

const rollbackSteps = ({ name }: ShippedEnvironment): Step[] => [
  { name: `Roll back in ${name}`, run: `npx longshore rollback "$SERVICE" -e ${name} \${TO:+--to "$TO"}` },
];
