import { FixtureWorkspace } from './testing/workspace';
import { unitInputs } from './unit-inputs';

describe('unitInputs', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const isChangedBy = (file: string) => {
    const before = unitInputs(workspace.hello);
    workspace.write(file, 'changed');
    return unitInputs(workspace.hello) !== before;
  };

  it.each(['apps/hello/src/main.ts', 'apps/hello/src/main.spec.ts', 'libs/words/src/index.ts', 'jest.preset.cjs'])(
    'changes with %s',
    (file) => {
      expect(isChangedBy(file)).toBe(true);
    },
  );

  it.each(['libs/words/src/index.spec.ts', 'libs/words/README.md', 'tsconfig.json', 'package.json'])(
    'does not change with %s, for which Nx does not run the tests again',
    (file) => {
      expect(isChangedBy(file)).toBe(false);
    },
  );
});
