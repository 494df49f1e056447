import { errorOf } from '../testing/error-of';
import { FixtureWorkspace } from '../testing/workspace';
import { refuseRoot } from './prove-image';

describe('an image that runs as root', () => {
  const workspace = new FixtureWorkspace();
  afterAll(() => workspace.remove());

  it.each([undefined, '', 'root', '0', '0:0', 'root:node'])('is refused: user %s', (User) => {
    const config = User === undefined ? {} : { User };
    expect(errorOf(() => refuseRoot(workspace.hello, { config }))).toMatchObject({ code: 'LS2106' });
  });

  it.each(['65532:65532', 'node', '1000'])('is no such one where the user is %s', (User) => {
    expect(() => refuseRoot(workspace.hello, { config: { User } })).not.toThrow();
  });
});
