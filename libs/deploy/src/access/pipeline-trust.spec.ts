import { environmentSchema } from '@longshore/model';
import { pipelineTrust, type TrustedJobs } from './pipeline-trust';

const environment = (spec: object = {}) => ({
  name: 'production',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', branch: 'main', ...spec }),
});

const github: TrustedJobs = { provider: 'github', repository: 'acme/shop' };
const circleci: TrustedJobs = { provider: 'circleci', organization: 'org-1', project: 'project-1' };

test('on GitHub, the jobs of the environment deploy, and pull requests plan', () => {
  const [deploy] = pipelineTrust(environment(), github, 'deploy').Statement;
  expect(deploy).toEqual({
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:acme/shop:environment:production',
      },
    },
  });
  const [plan] = pipelineTrust(environment(), github, 'plan').Statement;
  expect(plan.Condition.StringEquals?.['token.actions.githubusercontent.com:sub']).toBe('repo:acme/shop:pull_request');
});

test('on CircleCI, the branch of the environment deploys, whoever pushed it', () => {
  const [deploy] = pipelineTrust(environment(), circleci, 'deploy').Statement;
  expect(deploy.Principal.Federated).toBe('arn:aws:iam::123456789012:oidc-provider/oidc.circleci.com/org/org-1');
  expect(deploy.Condition).toEqual({
    StringEquals: { 'oidc.circleci.com/org/org-1:aud': 'org-1' },
    StringLike: {
      'oidc.circleci.com/org/org-1:sub': 'org/org-1/project/project-1/user/*/vcs-origin/*/vcs-ref/refs/heads/main',
    },
  });
});

test('a region of China has names of its own', () => {
  const [statement] = pipelineTrust(environment({ region: 'cn-north-1' }), github, 'deploy').Statement;
  expect(statement.Principal.Federated).toMatch(/^arn:aws-cn:/);
  expect(statement.Condition.StringEquals?.['token.actions.githubusercontent.com:aud']).toBe('sts.amazonaws.com.cn');
});
