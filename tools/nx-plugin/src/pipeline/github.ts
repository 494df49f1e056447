import { type DeployJob, type EnvironmentJob, type Job, type Pipeline, type Step } from './model';
import { toYaml } from './yaml';

const folder = '.github/workflows';
const machine = 'ubuntu-latest';
const sameRepository = 'github.event.pull_request.head.repo.full_name == github.repository';

/** A pipeline as workflows of GitHub Actions, by path. */
export function renderGithub(pipeline: Pipeline): Record<string, string> {
  const files = { [`${folder}/longshore-check.yml`]: toYaml(checkWorkflow(pipeline)) };
  if (pipeline.deploys.length === 0) return files;
  return {
    ...files,
    [`${folder}/longshore-deploy.yml`]: toYaml(deployWorkflow(pipeline)),
    [`${folder}/longshore-rollback.yml`]: toYaml(rollbackWorkflow(pipeline)),
  };
}

const checkWorkflow = ({ check, plans }: Pipeline) => ({
  name: 'Check',
  on: { pull_request: {} },
  permissions: { contents: 'read' },
  concurrency: { group: 'check-${{ github.ref }}', 'cancel-in-progress': true },
  env: { BASE: 'origin/${{ github.base_ref }}' },
  jobs: Object.fromEntries([
    [check.id, { ...limited(check), steps: [...prepare(), ...stepsOf(check)] }],
    ...plans.map((plan) => [plan.id, planJob(plan)]),
  ]) as object,
});

/** A fork gets no token: nothing is planned for it. */
const planJob = (job: EnvironmentJob) => ({
  if: `github.base_ref == '${job.environment.branch}' && ${sameRepository}`,
  ...limited(job),
  permissions: { contents: 'read', 'id-token': 'write', 'pull-requests': 'write' },
  steps: [...prepare(), takeRole(job), ...stepsOf(job)],
});

const deployWorkflow = ({ deploys }: Pipeline) => ({
  name: 'Deploy',
  on: {
    push: { branches: [...new Set(deploys.map(({ environment }) => environment.branch))] },
    workflow_dispatch: { inputs: { environment: choiceOf(deploys) } },
    // From another repository: gh api repos/OWNER/REPO/dispatches with this type and { "environment": "staging" }.
    repository_dispatch: { types: ['longshore-deploy'] },
  },
  permissions: { contents: 'read', 'id-token': 'write' },
  jobs: Object.fromEntries(
    deploys.map((job) => [job.id, { if: startOf(job), ...shipping(signed(job), checkoutOf(job)) }]),
  ) as object,
});

/** By a push of its branch, by hand, or from another repository. */
const startOf = ({ environment: { name, branch } }: DeployJob): string =>
  [
    `(github.event_name == 'push' && github.ref_name == '${branch}')`,
    `inputs.environment == '${name}'`,
    `github.event.client_payload.environment == '${name}'`,
  ].join(' || ');

/** A run that no push started belongs to the branch that it was started on: the one that ships is checked out. */
const checkoutOf = ({ environment: { branch } }: DeployJob): string =>
  `\${{ github.event_name == 'push' && github.sha || '${branch}' }}`;

const choiceOf = (jobs: EnvironmentJob[]) => ({
  description: 'Where',
  type: 'choice',
  required: true,
  options: jobs.map(({ environment }) => environment.name),
});

const rollbackWorkflow = ({ rollbacks }: Pipeline) => ({
  name: 'Roll back',
  on: {
    workflow_dispatch: {
      inputs: {
        environment: choiceOf(rollbacks),
        service: { description: 'Which service', type: 'string', required: true },
        to: { description: 'A revision or a commit; empty for the newest proven release before', type: 'string' },
      },
    },
  },
  permissions: { contents: 'read', 'id-token': 'write' },
  jobs: Object.fromEntries(
    rollbacks.map((job) => [
      job.id,
      {
        if: `inputs.environment == '${job.environment.name}'`,
        env: { SERVICE: '${{ inputs.service }}', TO: '${{ inputs.to }}' },
        ...shipping(job),
      },
    ]),
  ) as object,
});

/** A step has secrets of its own: what is signed need not change the machine. */
const signed = ({ signing, checks, steps, ...job }: DeployJob): EnvironmentJob => ({
  ...job,
  steps: [...checks, ...(signing ? [signing.verify, signing.sign] : []), ...steps],
});

/** One at a time an environment, and never cut off in the middle. */
const shipping = (job: EnvironmentJob, ref?: string) => ({
  ...limited(job),
  environment: job.environment.name,
  concurrency: { group: `longshore-${job.environment.name}`, 'cancel-in-progress': false },
  steps: [...prepare(ref), takeRole(job), ...stepsOf(job)],
});

const limited = ({ limit }: Job) => ({ 'runs-on': machine, 'timeout-minutes': limit });

/**
 * The whole history, because `affected` compares commits.
 * @param ref what to check out; by default what the run is for
 */
const prepare = (ref?: string) => [
  { uses: 'actions/checkout@v6', with: { ...(ref && { ref }), 'fetch-depth': 0 } },
  { uses: 'actions/setup-node@v6', with: { 'node-version-file': '.nvmrc', cache: 'npm' } },
  {
    uses: 'actions/cache@v4',
    with: { path: '.nx/cache', key: 'nx-${{ runner.os }}-${{ github.sha }}', 'restore-keys': 'nx-${{ runner.os }}-' },
  },
  { name: 'Install', run: 'npm ci' },
];

const takeRole = ({ role, environment }: EnvironmentJob) => ({
  uses: 'aws-actions/configure-aws-credentials@v5',
  with: { 'role-to-assume': role, 'aws-region': environment.region },
});

const stepsOf = ({ steps }: Job): object[] => steps.map(stepOf);

function stepOf(step: Step): object {
  if ('run' in step) return commandOf(step);
  const { name, file } = step;
  switch (step.show) {
    case 'comment':
      return {
        name,
        run: `gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file ${file}`,
        env: { GH_TOKEN: '${{ github.token }}', PULL_REQUEST: '${{ github.event.pull_request.number }}' },
      };
    case 'summary':
      return { name, if: 'always()', run: 'npx longshore summary >> "$GITHUB_STEP_SUMMARY"' };
  }
}

function commandOf({ name, run, secrets = [] }: Extract<Step, { run: string }>): object {
  if (secrets.length === 0) return { name, run };
  return { name, run, env: Object.fromEntries(secrets.map((secret) => [secret, `\${{ secrets.${secret} }}`])) };
}
