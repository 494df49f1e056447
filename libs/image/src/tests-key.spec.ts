import { testsKey } from './tests-key';
import { FixtureWorkspace } from './testing/workspace';

describe('testsKey', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const isChangedBy = async (file: string) => {
    const before = await testsKey(workspace.hello);
    workspace.write(file, 'changed');
    return (await testsKey(workspace.hello)) !== before;
  };

  it.each([
    'apps/hello/src/main.spec.ts',
    'apps/hello/src/testing/fake.ts',
    'apps/hello/test/container/health.spec.ts',
    'apps/hello/jest.config.cjs',
    'libs/words/src/index.spec.ts',
    'jest.preset.cjs',
  ])('changes with %s', async (file) => {
    expect(await isChangedBy(file)).toBe(true);
  });

  it.each(['apps/hello/src/main.ts', 'apps/hello/README.md', 'apps/other/src/main.spec.ts'])(
    'does not change with %s',
    async (file) => {
      expect(await isChangedBy(file)).toBe(false);
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
      ['gives it less time to stop', { rollout: { stopSeconds: 9 } }, { rollout: { stopSeconds: 8 } }],
    ])('%s, it is another one', async (_, before, after) => {
      expect(await keyOf(after)).not.toBe(await keyOf(before));
    });

    it.each([
      ['orders its variables otherwise', { environment }, { environment: { B: '2', A: '1' } }],
      ['wants more copies', {}, { copies: { min: 4 } }],
      ['wants another route', {}, { route: { paths: ['/other'] } }],
    ])('%s, it stays', async (_, before, after) => {
      expect(await keyOf(after)).toBe(await keyOf(before));
    });
  });
});
