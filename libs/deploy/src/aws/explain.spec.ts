import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejectionOf } from '../testing/error-of';
import { staging } from '../testing/rooms';
import { send } from './call';
import { explained, isRefusal } from './explain';

const failing = (error: object, environment = staging()) =>
  explained(send, environment)('ecs:UpdateService', () => Promise.reject(Object.assign(new Error(), error)));

test('a refusal names the operation, the exception and what AWS says', async () => {
  const error = await rejectionOf(
    failing({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
      $metadata: { httpStatusCode: 400 },
    }),
  );
  expect(error).toMatchObject({
    code: 'LS3003',
    what: 'AWS refused ecs:UpdateService',
    why: 'ClientException: TaskDefinition is inactive',
  });
  expect(isRefusal(error, 'ClientException')).toBe(true);
  expect(isRefusal(error, 'ServiceNotFoundException')).toBe(false);
});

test.each([
  ['a refused connection', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:4566' }],
  ['attempts without an answer', { message: 'wrapped', $metadata: { attempts: 6 } }],
  ['a timeout', { name: 'TimeoutError' }],
])('%s means that the environment cannot be reached', async (_what, error) => {
  expect(await rejectionOf(failing(error))).toMatchObject({ code: 'LS3001', what: 'staging cannot be reached' });
  expect(await rejectionOf(failing(error, staging({ embedded: true })))).toMatchObject({
    code: 'LS3001',
    fix: 'npx longshore up',
  });
});

test('missing credentials are told from a missing network', async () => {
  const error = await rejectionOf(failing({ name: 'CredentialsProviderError', message: 'no providers in chain' }));
  expect(error).toMatchObject({ code: 'LS3001', what: 'there are no AWS credentials for staging' });
});

describe('credentials that have expired', () => {
  const variables = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-profiles-'));
    writeFileSync(join(folder, 'config'), '[profile people]\nsso_session = acme\n');
    Object.assign(process.env, { AWS_PROFILE: 'people', AWS_CONFIG_FILE: join(folder, 'config') });
  });
  afterEach(() => {
    process.env = { ...variables };
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['LS3003', { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } }],
    ['LS3001', { name: 'CredentialsProviderError', message: 'The SSO session has expired' }],
  ])('end in %s with the command that renews them', async (code, error) => {
    expect(await rejectionOf(failing(error))).toMatchObject({ code, fix: 'aws sso login --profile people' });
  });
});

test('a call that its caller ends was interrupted', async () => {
  expect(await rejectionOf(failing({ name: 'AbortError', message: 'Request aborted' }))).toMatchObject({
    code: 'LS3129',
    what: 'ecs:UpdateService was interrupted',
  });
});

test('a bug of ours stays one', async () => {
  await expect(failing({ name: 'TypeError', message: 'x is undefined' })).rejects.toThrow('x is undefined');
});
