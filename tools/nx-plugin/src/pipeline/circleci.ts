import { type DeployJob, type EnvironmentJob, type Job, type Pipeline, type Signing, type Step } from './model';
import { type ShippedEnvironment } from './settings';
import { toYaml } from './yaml';

/** A machine and not a container: images are verified in an engine, at addresses of this machine. */
const executor = { machine: { image: 'ubuntu-2404:current' } };

/** A pipeline as a configuration of CircleCI, by path. */
export function renderCircleci(all: Pipeline): Record<string, string> {
  const base = baseOf(all.deploys.map(({ environment }) => environment));
  const plans = all.plans.filter(({ environment }) => environment.branch === base);
  const pipeline = { ...all, plans };
  return {
    '.circleci/config.yml': toYaml({
      version: 2.1,
      ...(pipeline.rollbacks.length > 0 ? { parameters: rollbackParameters(pipeline) } : {}),
      commands: { prepare: { steps: prepare }, 'keep-cache': { steps: keepCache } },
      jobs: jobsOf(pipeline, base),
      workflows: workflowsOf(pipeline),
    }),
  };
}

const rollbackParameters = ({ rollbacks }: Pipeline) => ({
  'rollback-service': { type: 'string', default: '' },
  'rollback-to': { type: 'string', default: '' },
  'rollback-environment': {
    type: 'enum',
    enum: ['none', ...rollbacks.map(({ environment }) => environment.name)],
    default: 'none',
  },
});

function jobsOf({ check, plans, deploys, rollbacks }: Pipeline, base: string): object {
  const rollbackService = {
    SERVICE: '<< pipeline.parameters.rollback-service >>',
    TO: '<< pipeline.parameters.rollback-to >>',
  };
  return Object.fromEntries([
    [
      check.id,
      {
        ...executor,
        environment: { BASE: `origin/${base}` },
        steps: ['prepare', fetchBase, ...stepsOf(check), 'keep-cache'],
      },
    ],
    ...plans.map((job) => [
      job.id,
      {
        ...executor,
        environment: { BASE: `origin/${job.environment.branch}` },
        steps: ['prepare', fetchBase, takeRole(job), ...stepsOf(job)],
      },
    ]),
    ...deploys.flatMap(deployJobs),
    ...rollbacks.map((job) => [
      job.id,
      { ...executor, environment: rollbackService, steps: ['prepare', takeRole(job), ...stepsOf(job)] },
    ]),
  ]) as object;
}

/** The steps of a job share their variables here: whoever signs is a job of its own, with a context of its own. */
function deployJobs(job: DeployJob): [id: string, job: object][] {
  const { signing, environment, checks } = job;
  const [taken, checked, steps] = [takeRole(job), checks.flatMap(stepOf), stepsOf(job)];
  if (!signing) return [[job.id, { ...executor, steps: ['prepare', taken, ...checked, ...steps, 'keep-cache'] }]];
  const { verify, sign } = idsOf(environment);
  return [
    [verify, { ...executor, steps: ['prepare', taken, ...checked, ...stepOf(signing.verify), handOver] }],
    [sign, { ...executor, steps: ['prepare', takeOver, ...stepOf(signing.sign), handOver] }],
    [job.id, { ...executor, steps: ['prepare', takeOver, taken, ...steps, 'keep-cache'] }],
  ];
}

const idsOf = ({ name }: ShippedEnvironment): Record<keyof Signing, string> => ({
  verify: `verify-${name}`,
  sign: `sign-${name}`,
});

/** Images, records, the runs that made them, and results that need not be made again. */
const handOver = { persist_to_workspace: { root: '.', paths: ['dist', '.longshore/own-runs', '.nx/cache'] } };
const takeOver = { attach_workspace: { at: '.' } };

/** CircleCI builds branches and does not say where a pull request leads: to the branch that ships first, or to main. */
const baseOf = (environments: ShippedEnvironment[]): string =>
  environments.find(({ branch }) => branch !== 'main')?.branch ?? 'main';

const fetchBase = {
  run: { name: 'Fetch what to compare with', command: 'git fetch --quiet origin "${BASE#origin/}"' },
};

function workflowsOf({ check, plans, deploys, rollbacks }: Pipeline): object {
  const shipped = [...new Set(deploys.map(({ environment }) => environment.branch))];
  const others = { filters: { branches: { ignore: shipped.length > 0 ? shipped : ['main'] } } };
  const unlessRollback = rollbacks.length > 0 ? { when: { equal: ['none', chosen] } } : {};
  const planned = plans.map(({ id }) => ({ [id]: { requires: [check.id], ...others } }));
  return {
    check: { ...unlessRollback, jobs: [{ [check.id]: others }, ...planned] },
    ...(deploys.length > 0 ? { deploy: { ...unlessRollback, jobs: deploys.flatMap(deployOn) } } : {}),
    ...Object.fromEntries(
      rollbacks.map((job) => [
        job.id,
        {
          when: { equal: [job.environment.name, chosen] },
          jobs: [{ [job.id]: { 'serial-group': serialGroup(job) } }],
        },
      ]),
    ),
  };
}

/** The environment that whoever triggers a rollback by hand chooses. */
const chosen = '<< pipeline.parameters.rollback-environment >>';

function deployOn(job: DeployJob): object[] {
  const where = { 'serial-group': serialGroup(job), filters: { branches: { only: [job.environment.branch] } } };
  if (!job.signing) return [{ [job.id]: where }];
  const { verify, sign } = idsOf(job.environment);
  return [
    { [verify]: where },
    { [sign]: { ...where, requires: [verify], context: ['longshore-signing'] } },
    { [job.id]: { ...where, requires: [sign] } },
  ];
}

/** One at a time an environment. */
const serialGroup = ({ environment }: EnvironmentJob) => `<< pipeline.project.slug >>/longshore-${environment.name}`;

const packages = 'npm-{{ checksum "package-lock.json" }}';
const results = 'nx-{{ .Branch }}-{{ .Revision }}';

const prepare = [
  'checkout',
  {
    run: {
      name: 'Node',
      command: [
        `echo '. "$NVM_DIR/nvm.sh" && nvm use --silent' >> "$BASH_ENV"`,
        '. "$NVM_DIR/nvm.sh" && nvm install',
      ].join('\n'),
    },
  },
  { restore_cache: { keys: [packages] } },
  { restore_cache: { keys: [results, 'nx-{{ .Branch }}-', 'nx-'] } },
  { run: { name: 'Install', command: 'npm ci' } },
  { save_cache: { key: packages, paths: ['~/.npm'] } },
];

const keepCache = [{ save_cache: { key: results, paths: ['.nx/cache'] } }];

/** The SDK takes a role by the token of a file: no key is kept anywhere. */
const takeRole = ({ role, environment }: EnvironmentJob) => ({
  run: {
    name: 'Credentials',
    command: [
      'echo "$CIRCLE_OIDC_TOKEN_V2" > "$HOME/.oidc-token"',
      `echo 'export AWS_ROLE_ARN=${role} AWS_REGION=${environment.region}' >> "$BASH_ENV"`,
      `echo 'export AWS_WEB_IDENTITY_TOKEN_FILE="$HOME/.oidc-token"' >> "$BASH_ENV"`,
    ].join('\n'),
  },
});

const stepsOf = ({ steps }: Job): object[] => steps.flatMap(stepOf);

/** A step that prints nothing for so long is ended: CircleCI has no limit for a job. A rollout may wait for its deadline. */
const silence = '20m';

function stepOf(step: Step): object[] {
  if ('run' in step) {
    const { name, run: command } = step;
    return [{ run: { name, command, no_output_timeout: silence } }];
  }
  const { name, file } = step;
  switch (step.show) {
    case 'comment':
      return [{ run: { name, command: comment(file) } }, { store_artifacts: { path: file } }];
    case 'summary':
      return [
        { run: { name, when: 'always', command: `mkdir -p dist && npx longshore summary > ${file}` } },
        { store_artifacts: { path: file } },
      ];
  }
}

/** Where the context has a token of GitHub, and the branch a pull request; the artifact is there in any case. */
const comment = (file: string): string =>
  [
    'if [ -z "$GITHUB_TOKEN" ] || [ -z "$CIRCLE_PULL_REQUEST" ]; then exit 0; fi',
    'comments="repos/$CIRCLE_PROJECT_USERNAME/$CIRCLE_PROJECT_REPONAME/issues/${CIRCLE_PULL_REQUEST##*/}/comments"',
    `jq --raw-input --slurp '{ body: . }' ${file} | curl --fail --silent --show-error --data @- --output /dev/null \\`,
    '  --header "Authorization: Bearer $GITHUB_TOKEN" "https://api.github.com/$comments"',
  ].join('\n');
