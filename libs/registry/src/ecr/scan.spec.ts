import { EcrServer } from '../testing/ecr-server';
import { openEcr } from './ecr-registry';

const digest = `sha256:${'a'.repeat(64)}` as const;
const patience = { lookMs: 1, waitMs: 60_000 };
const variables = { ...process.env };
let server: EcrServer;

beforeEach(async () => {
  server = await EcrServer.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterEach(async () => {
  process.env = { ...variables };
  await server.stop();
});

const complete = {
  imageScanStatus: { status: 'COMPLETE' },
  imageScanFindings: { findingSeverityCounts: { HIGH: 2 } },
};

test('a scan that has only just begun is waited for', async () => {
  server.scans = [
    { __type: 'ScanNotFoundException', message: 'no scan' },
    { imageScanStatus: { status: 'IN_PROGRESS' } },
    complete,
  ];
  expect(await openEcr({ region: 'eu-central-1', patience }).scan('rooms', digest)).toEqual({
    status: 'COMPLETE',
    counts: { HIGH: 2 },
  });
  expect(server.calls[0]?.input).toMatchObject({ repositoryName: 'rooms', imageId: { imageDigest: digest } });
});

test('a scan that does not end is given up', async () => {
  server.scans = [{ imageScanStatus: { status: 'IN_PROGRESS' } }];
  const registry = openEcr({ region: 'eu-central-1', patience: { lookMs: 1, waitMs: 5 } });
  expect(await registry.scan('rooms', digest)).toEqual({ status: 'IN_PROGRESS', counts: {} });
});

test('what ECR refuses is told as that', async () => {
  server.scans = [{ __type: 'RepositoryNotFoundException', message: 'no such repository' }];
  const scan = openEcr({ region: 'eu-central-1', patience }).scan('rooms', digest);
  await expect(scan).rejects.toMatchObject({ code: 'LS2202', why: expect.stringContaining('no such repository') });
});
