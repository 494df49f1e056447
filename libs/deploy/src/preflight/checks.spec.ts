import { desiredRooms, liveAfter, nothingLive, staging } from '../testing/rooms';
import { type Live } from '../read/live';
import { checkTargetGroup, checkTasks } from './checks';
import { type Facts, type SecretFact } from './facts';

const secret = (changes: Partial<SecretFact> = {}): SecretFact => ({
  container: 'rooms',
  variable: 'KEY',
  valueFrom: '/longshore/staging/key',
  reference: { store: 'ssm', name: '/longshore/staging/key' },
  presence: 'there',
  version: '1',
  ...changes,
});

const manager = {
  store: 'secrets-manager',
  arn: 'arn:secret',
  key: 'user',
  stage: 'AWSCURRENT',
  versionId: undefined,
} as const;

const facts: Facts = {
  clusterStatus: 'ACTIVE',
  roles: [{ arn: 'arn:aws:iam::123456789012:role/path/execution', use: 'execution', trust: 'tasks' }],
  architectures: ['amd64'],
  secrets: [secret()],
  logGroups: [],
};

const role = (trust: Facts['roles'][number]['trust']): Partial<Facts> => ({
  roles: [{ arn: 'arn:aws:iam::123456789012:role/path/execution', use: 'execution', trust }],
});

const check = (changes: Partial<Facts> = {}) => checkTasks(desiredRooms(), 'main', { ...facts, ...changes }, staging());

test('all that is there is OK, and says so', () => {
  expect(check().map(({ result, subject }) => `${result} ${subject}`)).toEqual([
    'OK cluster main',
    'OK execution role execution',
    'OK image sha256:aaaaaaaaaaaa',
    'OK secret KEY',
    'OK log group /longshore/staging/rooms',
  ]);
});

test.each<[string, Partial<Facts>, string, string]>([
  ['a cluster that is gone', { clusterStatus: 'INACTIVE' }, 'INACTIVE', 'aws ecs create-cluster --cluster-name main'],
  ['a cluster that is not there', { clusterStatus: undefined }, 'is not there', 'aws ecs create-cluster'],
  ['a role that is not there', role('missing'), 'is not there', 'aws iam create-role --role-name execution'],
  [
    'a role that tasks cannot take',
    role('others'),
    'does not trust ecs-tasks.amazonaws.com',
    'aws iam update-assume-role-policy --role-name execution',
  ],
  [
    'an image for other machines',
    { architectures: ['arm64'] },
    'is for arm64',
    'npx longshore explain rooms -e staging',
  ],
  [
    'a parameter that is not there',
    { secrets: [secret({ presence: 'missing', version: undefined })] },
    '/longshore/staging/key is not there',
    'npx longshore secret set rooms KEY -e staging',
  ],
  [
    'a secret that is not there',
    { secrets: [secret({ presence: 'missing', reference: manager, valueFrom: 'arn:secret:user::' })] },
    'arn:secret:user:: is not there',
    'npx longshore secret set rooms KEY -e staging',
  ],
  [
    'a secret without the key',
    { secrets: [secret({ reference: manager, hasKey: false })] },
    'arn:secret has no key user',
    'npx longshore secret set rooms KEY -e staging',
  ],
  [
    'a log group that nobody makes',
    { logGroups: [{ name: '/other', isThere: false }] },
    'is not there',
    'aws logs create-log-group --log-group-name /other',
  ],
])('%s fails, with the command that mends it', (_case, changes, what, fix) => {
  const failed = check(changes).filter(({ result }) => result === 'FAIL');
  expect(failed).toEqual([
    expect.objectContaining({ what: expect.stringContaining(what), fix: expect.stringContaining(fix) }),
  ]);
});

test.each<[string, Partial<Facts>, string]>([
  ['a role that the caller may not read', role('unreadable'), 'iam:GetRole'],
  ['an image that is yet to be pushed', { architectures: undefined }, 'not pushed yet'],
  ['a secret of another account', { secrets: [secret({ presence: 'unknown' })] }, 'another account or region'],
  [
    'the key of a secret that the caller may not read',
    { secrets: [secret({ reference: manager, hasKey: undefined })] },
    'secretsmanager:GetSecretValue',
  ],
])('%s is left open', (_case, changes, what) => {
  expect(check(changes).filter(({ result }) => result !== 'OK')).toEqual([
    expect.objectContaining({ result: 'SKIP', what: expect.stringContaining(what) }),
  ]);
});

describe('the target group', () => {
  test.each([nothingLive(), liveAfter(desiredRooms())])('fits', (live) => {
    const desired = desiredRooms();
    expect(checkTargetGroup(desired, desired.routing, live, staging())).toMatchObject({
      result: 'OK',
      what: 'sends requests to rooms:8080',
    });
  });

  test('in another network has to be made anew', () => {
    const desired = desiredRooms();
    const live = liveAfter(desired);
    const targetGroup = { ...live.targetGroup, VpcId: 'vpc-2' };
    const fixOf = (found: Live) => checkTargetGroup(desired, desired.routing, { ...found, targetGroup }, staging());
    expect(fixOf(nothingLive())).toMatchObject({
      result: 'FAIL',
      what: 'VpcId vpc-2 is not vpc-1, and cannot be changed',
      fix: expect.stringMatching(/^aws elbv2 delete-target-group --target-group-arn arn:\S+ --region eu-central-1$/),
    });
    expect(fixOf(live)).toMatchObject({ result: 'FAIL', fix: 'npx longshore destroy rooms -e staging' });
  });

  test('sends nothing to a port that the container does not have', () => {
    const desired = desiredRooms();
    const routing = { ...desired.routing, containerPort: 81 };
    expect(checkTargetGroup(desired, routing, nothingLive(), staging())).toMatchObject({ result: 'FAIL' });
  });
});
