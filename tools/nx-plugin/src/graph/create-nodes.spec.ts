import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TargetConfiguration } from '@nx/devkit';
import { createNodes } from './create-nodes';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'longshore-nodes-'));
  write('apps/rooms/service.json', { kind: 'http', route: { paths: ['/rooms'] } });
  write('deploy/environments/local.json', { account: '123456789012', region: 'us-east-1', embedded: true });
  write('deploy/environments/staging.json', { account: '123456789012', region: 'us-east-1' });
});

afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(file: string, content: object): void {
  mkdirSync(dirname(join(workspaceRoot, file)), { recursive: true });
  writeFileSync(join(workspaceRoot, file), JSON.stringify(content));
}

async function targetsOf(root: string): Promise<Record<string, TargetConfiguration>> {
  const [, infer] = createNodes;
  const nodes = await infer([`${root}/service.json`], undefined, { workspaceRoot, nxJsonConfiguration: {} });
  return nodes[0]?.[1].projects?.[root]?.targets ?? {};
}

describe('the targets of a service', () => {
  test('only those that talk to an environment have configurations, one for each', async () => {
    const targets = await targetsOf('apps/rooms');
    const configured = Object.keys(targets).filter((name) => targets[name]?.configurations);
    expect(configured).toEqual(['push', 'plan', 'release', 'deploy']);
    expect(targets['deploy']?.configurations).toEqual({
      local: { environment: 'local' },
      staging: { environment: 'staging' },
    });
    expect(targets['deploy']?.options).toEqual({ environment: 'local' });
  });

  test('serving goes on until it is stopped, and is the same for every environment', async () => {
    const { serve } = await targetsOf('apps/rooms');
    expect(serve).toMatchObject({ executor: '@longshore/nx:serve', continuous: true, cache: false });
  });

  test('nothing ships without the tests of the service and of the libraries it uses', async () => {
    const targets = await targetsOf('apps/rooms');
    for (const name of ['push', 'release', 'deploy']) {
      expect(targets[name]?.dependsOn).toEqual(expect.arrayContaining(['test', '^test', 'verify']));
    }
    expect(targets['verify']?.dependsOn).toEqual(['image', 'test', '^test']);
  });

  test('what is live is never taken from a cache', async () => {
    const targets = await targetsOf('apps/rooms');
    const cached = Object.keys(targets).filter((name) => targets[name]?.cache);
    expect(cached).toEqual(['build', 'verify']);
  });

  test('a change of an environment file makes the service affected: the file is an input, written out in full', async () => {
    const targets = await targetsOf('apps/rooms');
    expect(targets['deploy']?.inputs).toContain('{workspaceRoot}/deploy/environments/staging.json');
  });
});
