import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let workspace: string;

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-iam-'));
  mkdirSync(join(workspace, 'deploy/environments'), { recursive: true });
  writeFileSync(join(workspace, 'nx.json'), '{}');
  const resources = { cluster: 'main', executionRoleArn: 'arn:aws:iam::123456789012:role/execution' };
  const staging = { account: '123456789012', region: 'eu-central-1', resources };
  writeFileSync(join(workspace, 'deploy/environments/staging.json'), JSON.stringify(staging));
  for (const words of [
    ['init', '--quiet'],
    ['remote', 'add', 'origin', 'git@github.com:acme/shop.git'],
  ]) {
    execFileSync('git', words, { cwd: workspace });
  }
});

afterAll(() => rmSync(workspace, { recursive: true }));

/** Runs the command as on a machine that has no credentials for AWS. */
function iamPolicy(...words: string[]) {
  const bin = join(__dirname, '../../bin/longshore.cjs');
  const env = { PATH: process.env['PATH'], HOME: workspace, AWS_EC2_METADATA_DISABLED: 'true' };
  return spawnSync(process.execPath, [bin, 'iam-policy', '-e', 'staging', ...words], {
    cwd: workspace,
    env,
    encoding: 'utf8',
  });
}

test('without credentials the policy is made from the file, and each widened statement is marked', () => {
  const { status, stdout, stderr } = iamPolicy();
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('there are no AWS credentials'),
  });
  expect(stderr).toContain('listenerArn is not known: OnListenerWidened, OnRuleWidened reach every one in the account');
  expect(stderr).toContain('set "resources.taskRoleArn" in deploy/environments/staging.json');
  expect(stderr).not.toContain('cluster is not known');
  const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string; Resource: string[] }[] };
  expect(Statement.find(({ Sid }) => Sid === 'OnService')?.Resource).toEqual([
    'arn:aws:ecs:eu-central-1:123456789012:service/main/staging-*',
  ]);
  expect(Statement.map(({ Sid }) => Sid)).toContain('OnListenerWidened');
});

test('the trust policy names the repository of the remote, or the one that is given', () => {
  const subject = 'token.actions.githubusercontent.com:sub';
  const subjectOf = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { Statement: [{ Condition: { StringEquals: Record<string, string> } }] }).Statement[0]
      .Condition.StringEquals[subject];
  expect(subjectOf(iamPolicy('--trust', 'github'))).toBe('repo:acme/shop:environment:staging');
  expect(subjectOf(iamPolicy('--trust', 'github', '--repository', 'acme/other'))).toBe(
    'repo:acme/other:environment:staging',
  );
});

test('CircleCI has to be named by its ids, and the error shows how', () => {
  const { status, stderr } = iamPolicy('--trust', 'circleci');
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('LS1006') });
  const [, fix = ''] = /npx longshore iam-policy (.*)/.exec(stderr) ?? [];
  expect(iamPolicy(...fix.split(' ')).status).toBe(0);
});
