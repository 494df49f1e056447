import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EcrServer } from '../testing/ecr-server';
import { ecrOf, registryLogin } from './registry-login';

describe('who the caller is to a registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-docker-config-'));
  const before = { ...process.env };
  const set = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  let ecr: EcrServer;

  beforeAll(async () => {
    ecr = await EcrServer.start();
    const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    Object.assign(process.env, { AWS_ENDPOINT_URL: ecr.endpoint, ...credentials });
    const auth = Buffer.from('ann:pass:word').toString('base64');
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { 'registry.example': { auth } } }));
  });
  afterAll(async () => {
    for (const name of set) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    rmSync(folder, { recursive: true });
    await ecr.stop();
  });

  const login = (host: string) => registryLogin(host, { DOCKER_CONFIG: folder });

  test('is an AWS principal at ECR', async () => {
    expect(await login('123456789012.dkr.ecr.eu-central-1.amazonaws.com')).toEqual({
      username: 'AWS',
      password: 'secret',
    });
    expect(ecr.operations).toEqual(['GetAuthorizationToken']);
  });

  test('is whom docker login left elsewhere, or nobody', async () => {
    expect(await login('registry.example')).toEqual({ username: 'ann', password: 'pass:word' });
    expect(await login('other.example')).toBeUndefined();
  });

  test.each([
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', { account: '123456789012', region: 'eu-central-1' }],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', { account: '123456789012', region: 'cn-north-1' }],
    ['public.ecr.aws', undefined],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com.example', undefined],
  ])('%s is ECR of %j', (host, expected) => {
    expect(ecrOf(host)).toEqual(expected);
  });
});
