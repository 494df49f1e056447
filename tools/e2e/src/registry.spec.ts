import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@longshore/cloud';
import { openEcr } from '@longshore/registry';
import { describeRegistry } from '@longshore/registry/src/testing/registry-suite';
import { outsideWorkspace } from '@longshore/runtime';

const before = { ...process.env };
afterAll(() => {
  process.env = before;
});

describeRegistry('the embedded registry', {
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-registry-'));
    const cloud = await startCloud({
      stateDir: join(folder, 'cloud'),
      port: 0,
      loadBalancerPort: 0,
      runtime: 'process',
      account: '123456789012',
      region: 'us-east-1',
      environments: ['local'],
    });
    const credentials = { AWS_ACCESS_KEY_ID: 'e2e', AWS_SECRET_ACCESS_KEY: 'e2e' };
    Object.assign(process.env, { AWS_ENDPOINT_URL: cloud.endpoint, ...credentials });
    const ecr = openEcr({ region: 'us-east-1' });
    const stop = async () => {
      await cloud.close();
      for (const each of [outsideWorkspace(join(folder, 'cloud', 'runtime')), folder]) {
        rmSync(each, { recursive: true, force: true });
      }
    };
    return { open: (name) => ecr.ensureRepository(name), stop };
  },
  keepsReferrers: true,
});
