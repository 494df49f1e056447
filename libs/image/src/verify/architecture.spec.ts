import { LongshoreError } from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { FixtureWorkspace } from '../testing/workspace';
import { refuseOtherArchitecture, withArchitecture } from './architecture';

const here = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const other = here === 'arm64' ? 'x86_64' : 'arm64';

describe('an image for another architecture than the machine', () => {
  const workspace = new FixtureWorkspace();
  afterAll(() => workspace.remove());

  const hello = (architecture?: string) => {
    const spec = { kind: 'http', route: { paths: ['/hello'] }, architecture };
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    return workspace.hello;
  };
  const failure = (why: string) => new LongshoreError('LS2101', { what: 'it does not start', why, fix: 'mend it' });

  it('is refused without an engine, with where it can be verified', () => {
    expect(errorOf(() => refuseOtherArchitecture(hello(other), { kind: 'process' }))).toMatchObject({
      code: 'LS2109',
      what: expect.stringContaining(`its image is for ${other}, the machine is ${process.arch}`),
      fix: expect.stringContaining(`on a machine with ${other}`),
    });
  });

  it('is left to an engine, which may emulate it', () => {
    expect(() => refuseOtherArchitecture(hello(other), { kind: 'docker' })).not.toThrow();
  });

  it.each([here, undefined])('is no such one: %s', (architecture) => {
    expect(() => refuseOtherArchitecture(hello(architecture), { kind: 'process' })).not.toThrow();
    const error = failure('exec /usr/local/bin/node: exec format error');
    expect(withArchitecture(hello(architecture), error)).toBe(error);
  });

  it.each([
    ['it ended by itself: exit code 255\nIts last lines:\n  exec /usr/local/bin/node: exec format error'],
    ['no matching manifest for linux/arm64 in sha256:1'],
    ['image with reference sha256:1 was found but its platform (linux/arm64) does not match the specified platform'],
  ])('is the cause where an engine says: %s', (why) => {
    const error = failure(why);
    expect(withArchitecture(hello(other), error)).toMatchObject({ code: 'LS2109', cause: error });
  });

  it('is not the cause of another failure', () => {
    const error = failure('it ended by itself: exit code 3');
    expect(withArchitecture(hello(other), error)).toBe(error);
  });
});
