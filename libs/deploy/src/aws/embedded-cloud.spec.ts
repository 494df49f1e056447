import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentSchema } from '@longshore/model';
import { forgetCloud, refuseWithoutCloud, rememberCloud, runningCloud } from './embedded-cloud';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-embedded-'));
});

afterEach(() => rmSync(workspace, { recursive: true }));

const environment = (embedded: boolean) => ({
  name: 'local',
  spec: environmentSchema.parse({ account: '123456789012', region: 'us-east-1', embedded }),
});

const addresses = { endpoint: 'http://127.0.0.1:1', loadBalancer: 'http://127.0.0.1:2' };

describe('the embedded cloud of a workspace', () => {
  test('is known to later commands as long as its process lives', () => {
    rememberCloud(workspace, { pid: process.pid, ...addresses });
    expect(runningCloud(workspace)).toMatchObject(addresses);
    rememberCloud(workspace, { pid: 2 ** 22 + 1, ...addresses });
    expect(runningCloud(workspace)).toBeUndefined();
  });

  test('is required by an embedded environment, and by no other', () => {
    forgetCloud(workspace);
    expect(() => refuseWithoutCloud(workspace, environment(true))).toThrow('the embedded cloud is not running');
    expect(() => refuseWithoutCloud(workspace, environment(false))).not.toThrow();
    rememberCloud(workspace, { pid: process.pid, ...addresses });
    expect(() => refuseWithoutCloud(workspace, environment(true))).not.toThrow();
  });
});
