import { imageSources } from './image-sources';
import { FixtureWorkspace } from './testing/workspace';

let workspace: FixtureWorkspace;
beforeEach(() => (workspace = new FixtureWorkspace()));
afterEach(() => workspace.remove());

test('the sources of an image are those of the service and of its libraries, and the service.json', () => {
  workspace.write('apps/hello/src/main.spec.ts', '');
  workspace.write('apps/hello/README.md', '');
  workspace.write('apps/hello/junit.xml', '');
  workspace.write('libs/other/src/index.ts', '');
  expect(imageSources(workspace.hello).sort()).toEqual([
    'apps/hello/package.json',
    'apps/hello/service.json',
    'apps/hello/src/main.ts',
    'libs/words/package.json',
    'libs/words/src/index.ts',
  ]);
});

test('and with a Dockerfile all that its build context has', () => {
  workspace.write('apps/hello/Dockerfile', 'FROM scratch\n');
  workspace.write('apps/hello/assets/logo.svg', '');
  expect(imageSources(workspace.hello)).toEqual(
    expect.arrayContaining(['apps/hello/Dockerfile', 'apps/hello/assets/logo.svg', 'apps/hello/src/main.ts']),
  );
});
