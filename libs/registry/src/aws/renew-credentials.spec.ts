import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areCredentialsRefused, renewCredentials } from './renew-credentials';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-profiles-'));
  writeFileSync(
    join(folder, 'config'),
    `[profile people]
sso_session = acme
sso_account_id = 123456789012

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start

[profile old-people]
sso_start_url=https://acme.awsapps.com/start

[profile console]
login_session = arn:aws:iam::123456789012:user/ann

[profile deployer]
role_arn = arn:aws:iam::123456789012:role/deployer
source_profile = people

[profile "two words"]
sso_session = acme

[profile program]
credential_process = /opt/get-keys --for deploys

[profile circle]
source_profile = round
[profile round]
source_profile = circle
`,
  );
  writeFileSync(join(folder, 'credentials'), '[static]\naws_access_key_id = AKIA\naws_secret_access_key = s\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

const fixOf = (variables: NodeJS.ProcessEnv): string =>
  renewCredentials({
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    ...variables,
  });

const temporary = { AWS_ACCESS_KEY_ID: 'ASIA', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };

describe('credentials that have expired are renewed', () => {
  test.each<[string, NodeJS.ProcessEnv, string | RegExp]>([
    ['of IAM Identity Center', { AWS_PROFILE: 'people' }, 'aws sso login --profile people'],
    ['of its older kind of profile', { AWS_PROFILE: 'old-people' }, 'aws sso login --profile old-people'],
    ['of a profile whose name has a space', { AWS_PROFILE: 'two words' }, "aws sso login --profile 'two words'"],
    ['of aws login', { AWS_PROFILE: 'console' }, 'aws login --profile console'],
    ['behind a role', { AWS_PROFILE: 'deployer' }, 'aws sso login --profile people'],
    ['of a program', { AWS_PROFILE: 'program' }, /profile program reads: \/opt\/get-keys --for deploys$/],
    ['in a file', { AWS_PROFILE: 'static' }, 'aws configure --profile static'],
    ['in variables', temporary, /^set .*AWS_SESSION_TOKEN anew: eval /],
    ['in variables, which a profile overrides', { ...temporary, AWS_PROFILE: 'people' }, /^aws sso login/],
    ['without an end', { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' }, /a key that is active/],
    [
      'of OIDC on GitHub',
      { ...temporary, GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7' },
      /^gh run rerun 7 --failed; .*role-duration-seconds/,
    ],
    ['of OIDC on CircleCI', { ...temporary, CIRCLECI: 'true', CI: 'true' }, /^rerun the workflow .*OIDC$/],
    ['of OIDC on another CI', { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', CI: 'true' }, /^run the job again; .*OIDC$/],
    ['of a web identity', { AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, 'renew the web identity token in /token'],
    ['of a container', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2' }, /^check the role of this container/],
    ['that are not there', {}, /^sign in \(aws login/],
    ['of profiles that name each other', { AWS_PROFILE: 'circle' }, /^sign in/],
  ])('%s', (_what, variables, expected) => {
    expect(fixOf(variables)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('of a default profile, without naming it', () => {
    writeFileSync(join(folder, 'default'), '[default]\nlogin_session = arn:aws:iam::1:user/ann\n');
    expect(fixOf({ AWS_CONFIG_FILE: join(folder, 'default') })).toBe('aws login');
  });

  test('also where there are no files', () => {
    const nowhere = join(folder, 'nowhere');
    expect(fixOf({ AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere })).toMatch(/^sign in/);
  });
});

test.each([
  ['ExpiredTokenException', 'The security token included in the request is expired', true],
  ['ExpiredToken', '', true],
  ['UnrecognizedClientException', 'The security token included in the request is invalid.', true],
  ['InvalidClientTokenId', '', true],
  ['AccessDeniedException', 'User: arn is not authorized to perform: ecs:UpdateService', false],
  ['ThrottlingException', 'Rate exceeded', false],
])('%s: %s', (name, message, expected) => {
  expect(areCredentialsRefused(Object.assign(new Error(message), { name }))).toBe(expected);
});
