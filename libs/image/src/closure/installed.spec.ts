import { FixtureWorkspace } from '../testing/workspace';
import { type LockedPackage } from './closure';
import { errorOf } from '../testing/error-of';
import { checkInstalled } from './installed';

const locked = (name: string, version: string, rest?: Partial<LockedPackage>): LockedPackage => ({
  path: `node_modules/${name}`,
  name,
  version,
  hasInstallScript: false,
  ...rest,
});

describe('what is installed', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  it('is taken where it is what the lockfile says', () => {
    expect(() => checkInstalled(workspace.folder, [locked('greeter', '1.2.0')])).not.toThrow();
  });

  it('is refused where a package is missing, of another version or of other content, all at once', () => {
    const packages = [
      locked('missing', '1.0.0'),
      locked('greeter', '1.3.0'),
      locked('punctuation', '1.0.3', { integrity: 'sha512-other' }),
    ];
    expect(errorOf(() => checkInstalled(workspace.folder, packages))).toMatchObject({
      code: 'LS2002',
      why: [
        'node_modules/missing is missing',
        'node_modules/greeter is 1.2.0, the lockfile says 1.3.0',
        'node_modules/punctuation has other content than the lockfile says',
      ].join('\n'),
    });
  });
});
