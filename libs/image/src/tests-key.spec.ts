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

  it('changes where the root may be written to no longer', async () => {
    const spec = { kind: 'http', route: { paths: ['/hello'] } };
    workspace.write('apps/hello/service.json', JSON.stringify({ ...spec, readonlyRootFilesystem: false }));
    const before = await testsKey(workspace.hello);
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    expect(await testsKey(workspace.hello)).not.toBe(before);
  });
});
