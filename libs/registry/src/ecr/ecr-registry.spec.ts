import { digestOf } from '../digest';
import { EcrServer } from '../testing/ecr-server';
import { RegistryServer } from '../testing/registry-server';
import { openEcr, originOf } from './ecr-registry';

test('the registry of another account has another name', () => {
  const own = 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com';
  expect(originOf(own, '210987654321')).toBe('https://210987654321.dkr.ecr.eu-central-1.amazonaws.com');
  expect(originOf(own, undefined)).toBe(own);
  expect(originOf('http://127.0.0.1:4566', '210987654321')).toBe('http://127.0.0.1:4566');
});

describe('openEcr', () => {
  const before = { ...process.env };
  let ecr: EcrServer;
  let registry: RegistryServer;

  beforeEach(async () => {
    ecr = await EcrServer.start();
    registry = await RegistryServer.start();
    ecr.proxyEndpoint = `http://${registry.host}`;
    const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    Object.assign(process.env, { AWS_ENDPOINT_URL: ecr.endpoint, ...credentials });
  });
  afterEach(async () => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await Promise.all([ecr.stop(), registry.stop()]);
  });

  const open = (mutableTags?: string[]) => openEcr({ region: 'eu-central-1', ...(mutableTags ? { mutableTags } : {}) });

  it('opens repositories where the token says that the registry is, with one token for all', async () => {
    registry.behaviour.authorization = `Basic ${Buffer.from('AWS:secret').toString('base64')}`;
    const account = open();
    const [rooms, users] = await Promise.all([account.repository('rooms'), account.repository('users')]);
    expect([rooms.name, users.name]).toEqual([`${registry.host}/rooms`, `${registry.host}/users`]);
    expect(await rooms.hasBlob(digestOf(Buffer.from('x')))).toBe(false);
    expect(ecr.operations).toEqual(['GetAuthorizationToken']);
  });

  it('creates a repository that is missing, with scans on push and tags that do not move', async () => {
    await open(['develop']).ensureRepository('rooms');
    expect(ecr.calls.find(({ operation }) => operation === 'CreateRepository')?.input).toEqual({
      repositoryName: 'rooms',
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['sha256-*', 'develop'].map((filter) => ({ filterType: 'WILDCARD', filter })),
    });
  });

  it('creates nothing where the repository is there', async () => {
    ecr.repositories.add('rooms');
    await open().ensureRepository('rooms');
    expect(ecr.operations).not.toContain('CreateRepository');
  });

  it('says what AWS said where it refuses', async () => {
    ecr.refusal = 'AccessDeniedException';
    await expect(open().ensureRepository('rooms')).rejects.toMatchObject({
      code: 'LS2202',
      what: 'ECR refused to describe the repository',
      why: 'AccessDeniedException: AccessDeniedException it is',
    });
  });

  it('names the command that renews credentials that have expired', async () => {
    ecr.refusal = 'ExpiredTokenException';
    const variables = { ...process.env };
    delete process.env['AWS_PROFILE'];
    Object.assign(process.env, { AWS_SESSION_TOKEN: 'old', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7' });
    try {
      const fix = expect.stringMatching(/^gh run rerun 7 --failed/);
      await expect(open().ensureRepository('rooms')).rejects.toMatchObject({ code: 'LS2202', fix });
    } finally {
      process.env = variables;
    }
  });

  it('leaves it to its caller to say that it was interrupted', async () => {
    const interrupted = AbortSignal.abort();
    await expect(open().ensureRepository('rooms', interrupted)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says that nobody answers', async () => {
    await ecr.stop();
    await expect(open().repository('rooms')).rejects.toMatchObject({ code: 'LS2201' });
    ecr = await EcrServer.start();
  });
});
