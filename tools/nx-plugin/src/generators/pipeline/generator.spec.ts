import { readJson, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from 'yaml';
import { syncGenerator } from '../sync/generator';
import { pipelineGenerator } from './generator';

interface Workflow {
  on: { workflow_dispatch?: { inputs: object }; repository_dispatch?: object };
  jobs: Record<string, { if?: string; steps: WorkflowStep[] }>;
}

interface WorkflowStep {
  name?: string;
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

let tree: Tree;

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  tree.delete('.oxfmtrc.json');
  writeJson(tree, '.prettierrc', { singleQuote: true });
  environment('staging', 'develop');
  environment('production', 'main');
  writeJson(tree, 'deploy/environments/local.json', { account: '123456789012', region: 'us-east-1', embedded: true });
});

function environment(name: string, branch: string, more: object = {}): void {
  const file = `deploy/environments/${name}.json`;
  writeJson(tree, file, { account: '123456789012', region: 'eu-central-1', branch, ...more });
}

const text = (file: string) => tree.read(file, 'utf8') ?? '';
const workflow = (name: string) => parse(text(`.github/workflows/longshore-${name}.yml`)) as Workflow;
const commands = ({ jobs }: Workflow, job: string) => jobs[job]?.steps.flatMap(({ run }) => run ?? []).join('\n');

describe('pipelines for GitHub Actions', () => {
  beforeEach(() => pipelineGenerator(tree, { provider: 'github' }));

  test('check what a pull request affects, and plan for the environment of its branch alone', () => {
    const check = workflow('check');
    expect(commands(check, 'check')).toContain('npx nx affected -t lint test image verify --base="$BASE"');
    expect(commands(check, 'check')).toContain('npx nx sync:check');
    expect(check.jobs['plan-staging']?.if).toContain("github.base_ref == 'develop'");
    expect(commands(check, 'plan-staging')).toContain('npx nx affected -t plan -c staging');
  });

  test('deploy a branch to its environment, from what that was reconciled with', () => {
    const deploy = workflow('deploy');
    expect(Object.keys(deploy.jobs).sort()).toEqual(['deploy-production', 'deploy-staging']);
    expect(deploy.jobs['deploy-production']).toMatchObject({
      if: expect.stringContaining("github.event_name == 'push' && github.ref_name == 'main'"),
      environment: 'production',
      concurrency: { group: 'longshore-production', 'cancel-in-progress': false },
    });
    expect(commands(deploy, 'deploy-staging')).toContain('NX_BASE=$(npx longshore reconciled -e staging)');
    expect(commands(deploy, 'deploy-staging')).toContain('npx nx affected -t deploy -c staging');
  });

  test('run before a deploy what a pull request has to pass and a deploy does not run by itself', async () => {
    writeJson(tree, 'deploy/pipelines/pipelines.json', { providers: ['github'], commands: ['npm run typecheck'] });
    await syncGenerator(tree);
    const run = commands(workflow('deploy'), 'deploy-staging');
    expect(run).toMatch(/npm run typecheck[^]*npx nx affected -t lint\n[^]*npx nx affected -t deploy -c staging/);
  });

  test('start by hand and from another repository, and then ship the branch of the environment', () => {
    const { on, jobs } = workflow('deploy');
    expect(on.workflow_dispatch?.inputs).toMatchObject({ environment: { options: ['production', 'staging'] } });
    expect(on.repository_dispatch).toEqual({ types: ['longshore-deploy'] });
    expect(jobs['deploy-staging']).toMatchObject({
      if: expect.stringMatching(/inputs\.environment == 'staging' .*client_payload\.environment == 'staging'/),
      steps: expect.arrayContaining([
        {
          uses: expect.stringMatching(/^actions\/checkout@/),
          with: { ref: "${{ github.event_name == 'push' && github.sha || 'develop' }}", 'fetch-depth': 0 },
        },
      ]),
    });
  });

  test('have a time limit in each job', () => {
    const jobs = ['check', 'deploy', 'rollback'].flatMap((name) => Object.values(workflow(name).jobs));
    expect(jobs.filter((job) => !('timeout-minutes' in job))).toEqual([]);
  });

  test('take a role by token, and one that only reads to plan', () => {
    const role = (name: string, job: string) =>
      workflow(name).jobs[job]?.steps.find(({ uses }) => uses?.startsWith('aws-actions/'))?.with?.['role-to-assume'];
    expect(role('deploy', 'deploy-staging')).toBe('arn:aws:iam::123456789012:role/longshore-staging-deploy');
    expect(role('check', 'plan-staging')).toBe('arn:aws:iam::123456789012:role/longshore-staging-plan');
    expect(text('.github/workflows/longshore-deploy.yml')).not.toMatch(
      /AWS_SECRET_ACCESS_KEY|secrets\.(?!LONGSHORE_EVIDENCE_KEY)/,
    );
  });

  test('give a deploy, and nothing else, the secrets that its environment names', async () => {
    const signedBy = ['MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='];
    environment('production', 'main', { evidence: { signedBy }, notifications: { newRelic: { apiKey: 'NR_KEY' } } });
    environment('staging', 'develop', { notifications: { slack: {} } });
    await syncGenerator(tree);
    const secrets = (name: string, job: string) => {
      const steps = workflow(name).jobs[job]?.steps ?? [];
      return Object.assign({}, ...steps.filter(({ name }) => name !== 'Sign').map(({ env }) => env)) as object;
    };
    expect(secrets('deploy', 'deploy-staging')).toEqual({ SLACK_WEBHOOK_URL: '${{ secrets.SLACK_WEBHOOK_URL }}' });
    expect(secrets('deploy', 'deploy-production')).toEqual({ NR_KEY: '${{ secrets.NR_KEY }}' });
    expect(text('.github/workflows/longshore-check.yml')).not.toContain('secrets.');
  });

  test('sign in a step of its own, which alone has the key and runs nothing of the repository', () => {
    const { steps = [] } = workflow('deploy').jobs['deploy-staging'] ?? {};
    const holders = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('LONGSHORE_EVIDENCE_KEY'));
    expect(holders).toMatchObject([{ name: 'Sign', run: 'npx longshore sign' }]);
    const [before] = steps.slice(steps.indexOf(holders[0] as (typeof steps)[0]) - 1);
    expect(before?.run).toContain('npx nx affected -t push -c staging --skip-nx-cache');
  });

  test('sign nothing for an environment that takes images from another, or unsigned ones', async () => {
    environment('production', 'main', { promotesFrom: 'staging' });
    environment('staging', 'develop', { evidence: { unsigned: 'allowed' } });
    await syncGenerator(tree);
    expect(text('.github/workflows/longshore-deploy.yml')).not.toContain('longshore sign');
  });

  test('never put what a person typed into a command', () => {
    const runs = Object.values(workflow('rollback').jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(runs.join('\n')).toContain('npx longshore rollback "$SERVICE" -e staging ${TO:+--to "$TO"}');
    expect(runs.join('\n')).not.toContain('${{');
  });

  test('are kept true by nx sync: another branch, another environment, one that is gone', async () => {
    expect(readJson<{ sync?: object }>(tree, 'nx.json').sync).toEqual({ globalGenerators: ['@longshore/nx:sync'] });
    environment('staging', 'next');
    tree.delete('deploy/environments/production.json');
    await syncGenerator(tree);
    expect(workflow('deploy').jobs).toEqual({
      'deploy-staging': expect.objectContaining({ if: expect.stringContaining("github.ref_name == 'next'") }),
    });
    tree.delete('deploy/environments/staging.json');
    await syncGenerator(tree);
    expect(tree.exists('.github/workflows/longshore-deploy.yml')).toBe(false);
  });

  test('stay as they are where nothing changed', async () => {
    const before = text('.github/workflows/longshore-deploy.yml');
    await syncGenerator(tree);
    expect(text('.github/workflows/longshore-deploy.yml')).toBe(before);
  });
});

describe('pipelines for CircleCI', () => {
  test('have the same commands', async () => {
    await pipelineGenerator(tree, { provider: 'github' });
    await pipelineGenerator(tree, { provider: 'circleci' });
    const { jobs } = parse(text('.circleci/config.yml')) as { jobs: Record<string, object> };
    for (const job of ['deploy-staging', 'deploy-production']) {
      for (const line of commands(workflow('deploy'), job)
        ?.split('\n')
        .filter((each) => each.includes('-e ')) ?? []) {
        expect(JSON.stringify(jobs[job])).toContain(line);
      }
    }
    expect(Object.keys(jobs)).toEqual([
      'check',
      'plan-staging',
      ...['verify', 'sign', 'deploy'].map((step) => `${step}-production`),
      ...['verify', 'sign', 'deploy'].map((step) => `${step}-staging`),
      'rollback-production',
      'rollback-staging',
    ]);
  });

  test('roll back to a release that is named, and end a step that prints nothing', async () => {
    await pipelineGenerator(tree, { provider: 'circleci' });
    const { parameters, jobs } = parse(text('.circleci/config.yml')) as { parameters: object; jobs: object };
    expect(parameters).toMatchObject({ 'rollback-to': { type: 'string', default: '' } });
    expect(jobs).toMatchObject({
      'rollback-staging': {
        environment: { TO: '<< pipeline.parameters.rollback-to >>' },
        steps: expect.arrayContaining([{ run: expect.objectContaining({ no_output_timeout: '20m' }) }]),
      },
    });
  });

  test('do not replace a configuration that somebody wrote', async () => {
    tree.write('.circleci/config.yml', 'version: 2.1\n');
    await expect(pipelineGenerator(tree, { provider: 'circleci' })).rejects.toThrow(
      /LS1006[^]*not generated by Longshore/,
    );
    expect(text('.circleci/config.yml')).toBe('version: 2.1\n');
  });
});

test('nx sync points editors at the schemas, and leaves the rest of a file alone', async () => {
  tree.write('apps/rooms/service.json', '{ "$schema": "../elsewhere.json", "kind":   "http" }\n');
  tree.write('apps/users/service.json', '{"kind": "http"}\n');
  process.env['NX_SKIP_FORMAT'] = 'true';
  await syncGenerator(tree);
  delete process.env['NX_SKIP_FORMAT'];
  expect(text('apps/rooms/service.json')).toMatch(
    /"\$schema": "\.\.\/\.\.\/[^"]*service\.schema\.json", "kind": {3}"http"/,
  );
  expect(text('apps/users/service.json')).toContain('service.schema.json');
});
