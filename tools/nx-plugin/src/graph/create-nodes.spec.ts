import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type NxJsonConfiguration, type TargetConfiguration } from '@nx/devkit';
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

  test.each<[string, string, object]>([
    ['its project without the scope', 'api', {}],
    ['the name in service.json', 'chat', { name: 'chat' }],
  ])('what they leave in dist is named as AWS names the service: %s', async (_how, name, spec) => {
    write('apps/backend/package.json', { name: '@acme/api' });
    write('apps/backend/service.json', { kind: 'worker', ...spec });
    const targets = await targetsOf('apps/backend');
    expect(Object.fromEntries(['build', 'image', 'verify'].map((each) => [each, targets[each]?.outputs]))).toEqual({
      build: [`{workspaceRoot}/dist/apps/${name}`],
      image: [`{workspaceRoot}/dist/images/${name}`],
      verify: [`{workspaceRoot}/dist/evidence/${name}.json`],
    });
  });

  test('are those of a project in any folder, and of no file that is in no project', async () => {
    write('packages/api/package.json', { name: '@acme/api' });
    for (const root of ['packages/api', 'docs/example']) write(`${root}/service.json`, { kind: 'worker' });
    expect(Object.keys(await targetsOf('packages/api'))).toContain('deploy');
    expect(await targetsOf('docs/example')).toEqual({});
  });

  test('serving goes on until it is stopped, and is the same for every environment', async () => {
    const { serve } = await targetsOf('apps/rooms');
    expect(serve).toMatchObject({ executor: '@longshore/nx:serve', continuous: true, cache: false });
  });

  test('nothing ships without the tests of the service and of every library behind it', async () => {
    const targets = await targetsOf('apps/rooms');
    expect(targets['push']?.dependsOn).toContain('verify');
    expect(targets['release']?.dependsOn).toContain('push');
    expect(targets['deploy']?.dependsOn).toContain('release');
    expect(targets['verify']?.dependsOn).toEqual(['image', 'test', '^test', '^verify']);
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

describe('the tests of a project get a reporter', () => {
  const plugins = [{ plugin: '@nx/jest/plugin', exclude: ['tools/e2e/**'] }, '@longshore/nx'];
  const jest = { plugin: '@nx/jest/plugin', include: ['tools/e2e/**'], options: { targetName: 'e2e' } };
  const args = ['--reporters=default', '--reporters=@longshore/nx/jest-reporter.cjs'];

  async function testsOf(root: string, nxJson: NxJsonConfiguration = { plugins }, config = 'jest.config.cjs') {
    const [, infer] = createNodes;
    write(`${root}/${config}`, {});
    const context = { workspaceRoot, nxJsonConfiguration: nxJson };
    const [node] = await infer([`${root}/${config}`], undefined, context);
    return node?.[1].projects?.[root]?.targets;
  }

  beforeEach(() => {
    write('package.json', { workspaces: ['libs/*', './tools/*/'] });
    write('libs/deep/package.json', { name: 'deep' });
    write('tools/e2e/package.json', { name: 'e2e' });
  });

  test('if the plugin for Jest infers them, whether of a service or of a library', async () => {
    const outputs = ['{workspaceRoot}/dist/tests/libs/deep.json'];
    expect(await testsOf('libs/deep')).toEqual({ test: { options: { args }, outputs } });
  });

  test('under the name that the plugin for Jest is told', async () => {
    const nxJson = { plugins: [...plugins, jest] };
    expect(await testsOf('tools/e2e', nxJson)).toMatchObject({ e2e: { options: { args } } });
  });

  test('if the plugin for Vitest infers them', async () => {
    const nxJson = { plugins: [{ plugin: '@nx/vitest', options: { testTargetName: 'unit' } }] };
    const options = { args: ['--reporter=default', '--reporter=@longshore/nx/vitest-reporter.cjs'] };
    expect(await testsOf('libs/deep', nxJson, 'vitest.config.mts')).toMatchObject({ unit: { options } });
  });

  test('if project.json runs the executor for Jest, in its words', async () => {
    write('libs/deep/project.json', { targets: { test: { executor: '@nx/jest:jest' } } });
    const reporters = ['default', '@longshore/nx/jest-reporter.cjs'];
    expect(await testsOf('libs/deep', {})).toMatchObject({ test: { options: { reporters } } });
  });

  test.each<[string, string, object | undefined, NxJsonConfiguration | undefined]>([
    ['nothing of Jest infers them', 'libs/deep', undefined, {}],
    ['the plugin for Jest leaves them out', 'tools/e2e', undefined, undefined],
    ['project.json runs something else', 'libs/deep', { targets: { test: { command: 'echo ok' } } }, undefined],
    ['the folder is no project, as that of container tests', 'apps/rooms/test/container', undefined, undefined],
    ['the package manager does not list the folder', 'examples/one', undefined, undefined],
  ])('but not if %s', async (_why, root, project, nxJson) => {
    write('examples/one/package.json', { name: 'one' });
    if (project) write(`${root}/project.json`, project);
    expect(await testsOf(root, nxJson)).toBeUndefined();
  });
});
