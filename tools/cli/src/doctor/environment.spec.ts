import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@longshore/cloud';
import { openAws } from '@longshore/deploy';
import { type Environment, environmentSchema } from '@longshore/model';
import { diagnose, type Diagnosis } from './check';
import { checkSigners, checkSkew, environmentChecks } from './environment';
import { renderDiagnoses } from './render';

const account = '123456789012';
const environmentOf = (spec: object = {}): Environment => ({
  name: 'local',
  spec: environmentSchema.parse({ account, region: 'us-east-1', embedded: true, ...spec }),
});

let folder: string;
let cloud: Cloud;
let shell: NodeJS.ProcessEnv;

beforeAll(async () => {
  shell = { ...process.env };
  folder = mkdtempSync(join(tmpdir(), 'longshore-doctor-'));
  cloud = await startCloud({
    stateDir: folder,
    port: 0,
    loadBalancerPort: 0,
    runtime: 'process',
    account,
    region: 'us-east-1',
    environments: ['local'],
  });
  const variables = { AWS_ENDPOINT_URL: cloud.endpoint, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
  Object.assign(process.env, variables);
});

afterAll(async () => {
  process.env = shell;
  await cloud.close();
  rmSync(folder, { recursive: true });
});

function look(environment: Environment, endpoint = cloud.endpoint): Promise<Diagnosis[]> {
  const { signal } = new AbortController();
  return diagnose(environmentChecks(environment, openAws(environment, signal), endpoint), signal);
}

const statesOf = (diagnoses: Diagnosis[]) => Object.fromEntries(diagnoses.map(({ name, state }) => [name, state]));

describe('an environment', () => {
  test('that has everything is well', async () => {
    const diagnoses = await look(environmentOf());
    expect(renderDiagnoses(diagnoses, false)).toBe(`OK    credentials  of account ${account}
OK    account      ${account}
OK    region       us-east-1, ${cloud.endpoint}
OK    clock        agrees with AWS’s
OK    resources    all are named
OK    cluster      local
OK    listener     ${cloud.loadBalancer}
OK    signatures   unsigned records are accepted`);
  });

  test('of another account fails there, and nothing that needs the account is asked', async () => {
    const diagnoses = await look(environmentOf({ account: '999999999999' }));
    expect(statesOf(diagnoses)).toEqual({
      credentials: 'ok',
      account: 'fail',
      region: 'ok',
      clock: 'ok',
      resources: 'skip',
      cluster: 'skip',
      listener: 'skip',
      signatures: 'ok',
    });
    expect(renderDiagnoses(diagnoses, false)).toContain('fix: use credentials of account 999999999999');
  });

  test('whose parameters are missing names them', async () => {
    const diagnoses = await look({ ...environmentOf(), name: 'staging' });
    expect(statesOf(diagnoses)).toMatchObject({ account: 'ok', resources: 'fail', cluster: 'skip', listener: 'skip' });
    expect(diagnoses.find(({ name }) => name === 'resources')?.found).toContain('/longshore/staging/cluster');
  });

  test('whose parameters name what is not there says which', async () => {
    const listenerArn = `arn:aws:elasticloadbalancing:us-east-1:${account}:listener/app/gone/0123456789abcdef/0123456789abcdef`;
    const diagnoses = await look(environmentOf({ resources: { cluster: 'gone', listenerArn } }));
    expect(statesOf(diagnoses)).toMatchObject({ resources: 'ok', cluster: 'fail', listener: 'fail' });
    const fixes = diagnoses.flatMap(({ fix }) => fix ?? []).join('\n');
    expect(fixes).toContain('/longshore/local/cluster');
    expect(fixes).toContain('/longshore/local/listener-arn');
  });

  test('whose region does not answer fails there', async () => {
    const diagnoses = await look(environmentOf(), 'http://127.0.0.1:1');
    expect(statesOf(diagnoses)).toMatchObject({ region: 'fail', clock: 'fail', cluster: 'ok' });
  });
});

describe('the signatures of an environment on AWS', () => {
  const onAws = (evidence: object) => checkSigners(environmentOf({ embedded: false, evidence }));

  test('are missing if it names no key, with the command that makes one', () => {
    expect(onAws({})).toEqual({
      state: 'fail',
      found: expect.stringContaining('names no key'),
      fix: 'npx nx g @longshore/nx:signing-key local',
    });
  });

  test('are in order if it names one, or accepts unsigned records', () => {
    const signedBy = ['MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='];
    expect(onAws({ signedBy })).toMatchObject({ state: 'ok' });
    expect(onAws({ unsigned: 'allowed' })).toMatchObject({ state: 'ok' });
  });
});

describe('the clock', () => {
  const noon = new Date('2026-01-01T12:00:00Z');
  const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

  test.each([
    [0, 'ok', 'agrees'],
    [-120, 'ok', '120 s behind'],
    [299, 'ok', '299 s ahead'],
    [-300, 'fail', '300 s behind'],
    [3600, 'fail', '3600 s ahead'],
  ])('off by %s s: %s', (seconds, state, found) => {
    const finding = checkSkew(noon, after(seconds));
    expect(finding.state).toBe(state);
    expect(finding.found).toContain(found);
  });
});
