import { FixtureWorkspace } from '../testing/workspace';
import { type Project } from '../image';
import { testInputs } from './projects';
import { testsClaim } from './tests-key';

const testsKey = (project: Project) => testsClaim(project).testsKey;

describe('testsKey', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const isChangedBy = (file: string) => {
    const before = testsKey(workspace.hello);
    workspace.write(file, 'changed');
    return testsKey(workspace.hello) !== before;
  };

  it.each([
    'apps/hello/src/main.spec.ts',
    'apps/hello/src/testing/fake.ts',
    'apps/hello/test/container/health.spec.ts',
    'apps/hello/jest.config.cjs',
    'libs/words/src/index.spec.ts',
    'apps/hello/src/main.ts',
    'libs/words/src/index.ts',
    'jest.preset.cjs',
  ])('changes with %s', (file) => {
    expect(isChangedBy(file)).toBe(true);
  });

  it.each(['apps/hello/README.md', 'libs/words/README.md', 'apps/other/src/main.spec.ts'])(
    'does not change with %s',
    (file) => {
      expect(isChangedBy(file)).toBe(false);
    },
  );

  describe('where service.json', () => {
    const spec = { kind: 'http', route: { paths: ['/hello'] } };
    const environment = { A: '1', B: '2' };
    const keyOf = (more: object) => {
      workspace.write('apps/hello/service.json', JSON.stringify({ ...spec, ...more }));
      return testsKey(workspace.hello);
    };

    it.each([
      ['lets the root be written to', {}, { readonlyRootFilesystem: false }],
      ['lets it be written to in the words of ECS', {}, { override: { container: { readonlyRootFilesystem: false } } }],
      [
        'has another file system in memory',
        {},
        { override: { container: { linuxParameters: { tmpfs: [{ containerPath: '/tmp', size: 128 }] } } } },
      ],
      ['uses a backing service', {}, { uses: ['postgres'] }],
      ['sets a variable', { environment: { A: '1' } }, { environment }],
      ['sets another value', { environment }, { environment: { ...environment, B: '3' } }],
      ['names another health path', { health: { path: '/a' } }, { health: { path: '/b' } }],
      ['names other codes that mean healthy', {}, { health: { codes: '204' } }],
      ['has a check in the container', {}, { containerHealth: { command: ['CMD', 'node', 'check.js'] } }],
      ['gives it less time to stop', { rollout: { stopSeconds: 9 } }, { rollout: { stopSeconds: 8 } }],
    ])('%s, it is another one', (_, before, after) => {
      expect(keyOf(after)).not.toBe(keyOf(before));
    });

    it.each([
      ['orders its variables otherwise', { environment }, { environment: { B: '2', A: '1' } }],
      ['waits longer', {}, { health: { graceSeconds: 90, intervalSeconds: 20 } }],
      ['wants more copies', {}, { copies: { min: 4 } }],
      ['wants another route', {}, { route: { paths: ['/other'] } }],
    ])('%s, it stays', (_, before, after) => {
      expect(keyOf(after)).toBe(keyOf(before));
    });
  });
});

describe('the inputs of the unit tests of a project', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const isChangedBy = (root: string, file: string) => {
    const before = testInputs(workspace.folder, root);
    workspace.write(file, 'changed');
    return testInputs(workspace.folder, root) !== before;
  };

  it.each([
    ['apps/hello', 'apps/hello/src/main.ts'],
    ['apps/hello', 'apps/hello/src/main.spec.ts'],
    ['apps/hello', 'libs/words/src/index.ts'],
    ['apps/hello', 'jest.preset.cjs'],
    ['libs/words', 'libs/words/src/index.ts'],
    ['libs/words', 'libs/words/src/index.spec.ts'],
  ])('of %s change with %s', (root, file) => {
    expect(isChangedBy(root, file)).toBe(true);
  });

  it.each([
    ['apps/hello', 'libs/words/src/index.spec.ts'],
    ['apps/hello', 'libs/words/README.md'],
    ['apps/hello', 'tsconfig.json'],
    ['apps/hello', 'package.json'],
    ['libs/words', 'apps/hello/src/main.ts'],
  ])('of %s do not change with %s, for which Nx does not run the tests again', (root, file) => {
    expect(isChangedBy(root, file)).toBe(false);
  });
});
