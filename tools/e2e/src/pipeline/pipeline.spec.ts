import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@longshore/cloud';
import { outsideWorkspace } from '@longshore/runtime';
import { engineTestsRun } from '@longshore/runtime/src/testing';
import { BaseRegistry } from '../lib/base-registry';
import { type Outcome, Workspace } from '../lib/workspace';
import { githubCommands, GithubRunner } from './github';

const account = '123456789012';
const region = 'us-east-1';

let folder: string;
let cloud: Cloud;
let bases: BaseRegistry;
let workspace: Workspace;
let runner: GithubRunner;

// The environments are AWS for all that the pipeline knows: they take evidence from an engine alone.
(engineTestsRun('the pipelines') ? describe : describe.skip)('the pipelines', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-pipeline-'));
    cloud = await startCloud({
      stateDir: join(folder, 'cloud'),
      port: 0,
      loadBalancerPort: 0,
      runtime: 'process',
      account,
      region,
      environments: ['staging', 'production'],
    });
    bases = await BaseRegistry.start();
    workspace = Workspace.clone();
    runner = new GithubRunner(workspace, {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GH_COMMENT: join(folder, 'comment.md'),
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: 'pipeline',
      AWS_SECRET_ACCESS_KEY: 'pipeline',
      PATH: `${githubCommands}:${process.env['PATH']}`,
    });
    await prepare();
  }, 120_000);

  afterAll(async () => {
    await cloud.close();
    await bases.stop();
    workspace.remove();
    for (const each of [outsideWorkspace(join(folder, 'cloud', 'runtime')), folder, `${workspace.folder}.git`]) {
      rmSync(each, { recursive: true, force: true });
    }
  });

  test('ship nothing on a base that was made on this machine', async () => {
    const refused = failureOf(await push('develop'));
    expect(refused).toContain('LS3115');
    // Nothing was built for it.
    expect(refused).not.toMatch(/nx run hello:(image|verify)/);
    const chosen = await longshore(`base-image set ${bases.reference}`);
    expect(chosen).toMatchObject({ code: 0, output: expect.stringContaining('from  made of the Node at hand') });
    expect(failureOf(await workspace.nx('sync'))).toBe('');
    workspace.commit('Choose a base');
  });

  test('ship everything to an environment that has nothing', async () => {
    const shipped = await push('develop');
    expect(shipped).toMatchObject({ code: 0, output: expect.stringContaining('checks have run') });
    expect(workspace.outcome('hello')).toMatchObject({ verdict: 'deployed', environment: 'staging' });
    expect(summary()).toContain('✅ deployed');
  });

  test('ship nothing of which the records are not signed; the command that the error names signs and ships it', async () => {
    change('not signed');
    const unsigned = failureOf(await workspace.script('npx nx run hello:deploy -c staging', runner.variables));
    expect(unsigned).toMatch(/LS3101[^]*it is not signed/);
    const holding = { ...runner.variables, LONGSHORE_EVIDENCE_KEY: 'a key' };
    expect(failureOf(await workspace.script('npx nx run hello:test', holding))).toContain('LS2105');
    const [, fix = ''] = /fix {5}(LONGSHORE_EVIDENCE_KEY_FILE=.*)/.exec(unsigned) ?? [];
    expect(failureOf(await workspace.script(fix, runner.variables))).toBe('');
    expect(workspace.outcome('hello')).toMatchObject({ verdict: 'deployed', environment: 'staging' });
  });

  test('check a pull request, and show what it would change', async () => {
    workspace.git('checkout', '--quiet', '-b', 'feature');
    change('a feature');
    const pull = { 'github.base_ref': 'develop', 'github.event.pull_request.number': '1' };
    expect(failureOf(await runner.run('longshore-check.yml', 'check', pull))).toBe('');
    expect(failureOf(await runner.run('longshore-check.yml', 'plan-staging', pull))).toBe('');
    const comment = readFileSync(join(folder, 'comment.md'), 'utf8');
    expect(comment).toContain('### Plan for staging');
    expect(comment).toContain('**update hello**');
    expect(comment).toMatch(/`containerDefinitions\.hello\.image` .*\| image \|/);
  });

  test('ship what is merged to develop to staging, and what is merged to main to production: the same image', async () => {
    expect(failureOf(await merge('feature', 'develop'))).toBe('');
    const staging = workspace.outcome('hello');
    expect(staging).toMatchObject({ verdict: 'deployed', environment: 'staging' });
    expect(failureOf(await merge('develop', 'main'))).toBe('');
    expect(workspace.outcome('hello')).toMatchObject({
      verdict: 'deployed',
      environment: 'production',
      digest: staging?.digest,
    });
  });

  test('a commit that does not work is rolled back in staging, and goes no further', async () => {
    const reconciled = await base('staging');
    workspace.git('checkout', '--quiet', 'develop');
    change('a mistake', `if (process.env['ECS_CONTAINER_METADATA_URI_V4'] && process.env['STAGE']) process.exit(1);`);
    const deploy = await push('develop');
    expect(deploy.code).not.toBe(0);
    expect(workspace.outcome('hello')).toMatchObject({ verdict: 'rolled-back', environment: 'staging' });
    expect(summary()).toContain('**hello rolled-back:**');
    expect(await base('staging')).toBe(reconciled);
    const main = await merge('develop', 'main');
    expect(main.code).not.toBe(0);
    expect(main.output).toContain('LS3109');
  });

  test('the next good commit is shipped everywhere', async () => {
    workspace.git('checkout', '--quiet', 'develop');
    workspace.git('revert', '--no-edit', 'HEAD');
    change('the mistake mended');
    expect(failureOf(await push('develop'))).toBe('');
    expect(await base('staging')).toBe(workspace.git('rev-parse', 'develop'));
    expect(failureOf(await merge('develop', 'main'))).toBe('');
    expect(workspace.outcome('hello')).toMatchObject({ verdict: 'deployed', environment: 'production' });
  });

  test('roll back by hand', async () => {
    const inputs = { 'inputs.environment': 'production', 'inputs.service': 'hello' };
    const rollback = await runner.run('longshore-rollback.yml', 'rollback-production', inputs);
    const [, revision] = /hello in production is at revision (\d+)/.exec(rollback.output) ?? [];
    expect({ ...rollback, revision }).toMatchObject({ code: 0, revision: expect.any(String) });
    const again = await runner.run('longshore-rollback.yml', 'rollback-production', { ...inputs, 'inputs.to': '999' });
    expect(failureOf(again)).toContain('999');
  });
});

/** A workspace with one service, and two environments to which branches ship. */
async function prepare(): Promise<void> {
  workspace.git('rm', '-r', '--quiet', 'apps');
  const environment = {
    account,
    region,
    defaults: {
      health: { intervalSeconds: 5, timeoutSeconds: 2, graceSeconds: 3 },
      rollout: { drainSeconds: 0, stopSeconds: 2, deadlineSeconds: 60, bakeSeconds: 0 },
      environment: { STAGE: 'deployed' },
    },
  };
  write('staging', { ...environment, branch: 'develop' });
  // A deploy runs them once more: something quick in place of lint and type check.
  const settings = { providers: ['github'], targets: ['test', 'image', 'verify'], commands: ['echo checks have run'] };
  workspace.write('deploy/pipelines/pipelines.json', JSON.stringify(settings));
  write('production', { ...environment, branch: 'main', promotesFrom: 'staging', rules: { ciOnly: true } });
  const generate = ['service hello --uses=none', 'signing-key staging', 'signing-key production'];
  for (const words of [...generate.map((each) => `g @longshore/nx:${each}`), 'sync']) {
    const outcome = await workspace.nx(...words.split(' '));
    if (outcome.code !== 0) throw new Error(outcome.output);
  }
  workspace.commit('One service, two environments');
  workspace.git('branch', 'develop');
  workspace.git('clone', '--quiet', '--bare', '.', `${workspace.folder}.git`);
  workspace.git('remote', 'add', 'origin', `${workspace.folder}.git`);
  workspace.git('fetch', '--quiet', 'origin');
  workspace.git('checkout', '--quiet', 'develop');
}

const write = (name: string, spec: object) =>
  workspace.write(`deploy/environments/${name}.json`, `${JSON.stringify(spec, undefined, 2)}\n`);

/** Changes the service on the branch that is checked out. */
function change(what: string, line = ''): void {
  const file = 'apps/hello/src/main.ts';
  workspace.write(file, `${workspace.read(file)}${line}\nprocess.title = ${JSON.stringify(what)};\n`);
  workspace.commit(what);
}

/** Pushes a branch, and runs what a push of it starts. */
function push(branch: string) {
  workspace.git('push', '--quiet', 'origin', branch);
  const environment = branch === 'main' ? 'production' : 'staging';
  const secrets = { 'secrets.LONGSHORE_EVIDENCE_KEY': workspace.read('.longshore/keys/staging.key') };
  return runner.run('longshore-deploy.yml', `deploy-${environment}`, { 'github.ref_name': branch, ...secrets });
}

function merge(from: string, to: string) {
  workspace.git('checkout', '--quiet', to);
  workspace.git('merge', '--quiet', '--no-ff', '--no-edit', from);
  return push(to);
}

/** What a job printed that failed. */
const failureOf = ({ code, output }: Outcome) => (code === 0 ? '' : output);

const summary = () => readFileSync(join(folder, 'summary.md'), 'utf8');

const base = async (environment: string): Promise<string> =>
  (await longshore(`reconciled -e ${environment} 2>/dev/null`)).output.trim();

/** Runs a command as a person does who has credentials. */
function longshore(words: string) {
  const variables = { AWS_ENDPOINT_URL: cloud.endpoint, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  return workspace.script(`npx longshore ${words}`, variables);
}
