import { awsNameOf, projectOf, serviceIdentities } from './service-name';
import { errorOf, WorkspaceFolder } from './testing';
import { readService, readServiceAt, readServices } from './workspace';

let folder: WorkspaceFolder;
let workspace: string;

beforeEach(() => {
  folder = new WorkspaceFolder();
  workspace = folder.path;
});

afterEach(() => folder.remove());

const write = (file: string, content: object) => folder.write(file, content);

/** Writes a worker: it has no route that could clash with another's. */
function writeService(folder: string, { project, ...spec }: { project?: string; name?: string }): void {
  write(`apps/${folder}/service.json`, { kind: 'worker', ...spec });
  if (project) write(`apps/${folder}/package.json`, { name: project });
}

describe('the name of a service', () => {
  test.each<[string, object, Record<string, object>, { name: string; project: string }]>([
    [
      'its project without the scope',
      {},
      { 'package.json': { name: '@acme/api' } },
      { name: 'api', project: '@acme/api' },
    ],
    ['its folder where the project has no name', {}, {}, { name: 'backend', project: 'backend' }],
    [
      'the name that Nx is told in package.json',
      {},
      { 'package.json': { name: '@acme/api', nx: { name: 'gateway' } } },
      { name: 'gateway', project: 'gateway' },
    ],
    [
      'the name in project.json before that in package.json',
      {},
      { 'package.json': { name: '@acme/api' }, 'project.json': { name: '@acme/front' } },
      { name: 'front', project: '@acme/front' },
    ],
    [
      'that in package.json where project.json has none',
      {},
      { 'package.json': { name: '@acme/api' }, 'project.json': {} },
      { name: 'api', project: '@acme/api' },
    ],
    [
      '"name" in service.json before all others',
      { name: 'chat' },
      { 'package.json': { name: '@acme/api' } },
      { name: 'chat', project: '@acme/api' },
    ],
  ])('is %s', (_how, spec, files, expected) => {
    write('apps/backend/service.json', { kind: 'worker', ...spec });
    for (const [file, content] of Object.entries(files)) write(`apps/backend/${file}`, content);
    const [service] = readServices(workspace);
    expect(service).toMatchObject({ ...expected, root: 'apps/backend' });
  });

  test.each(['API', 'a', 'my.api', 'api-', '-api', 'my api', 'a'.repeat(61)])(
    'may not be "%s", given or from the project',
    (name) => {
      writeService('given', { name });
      writeService('derived', { project: `@acme/${name}` });
      const { code, why = '' } = errorOf(() => readServices(workspace));
      expect(code).toBe('LS1001');
      expect(why).toContain('apps/given/service.json name: expected 2 to 60 lower case letters');
      expect(why).toContain(`apps/derived/service.json name: not given, and the project @acme/${name} gives ${name}`);
    },
  );
});

describe('services are found', () => {
  test('in every project that has a service.json, wherever it is, and in folders of apps', () => {
    writeService('rooms', {});
    for (const root of ['packages/api', 'services/team/mailer', 'api'])
      write(`${root}/service.json`, { kind: 'worker' });
    write('packages/api/package.json', { name: '@acme/api' });
    write('services/team/mailer/project.json', { name: 'mailer' });
    write('packages/web/package.json', { name: 'web' });
    write('packages/web/assets/service.json', {});
    write('node_modules/some/package.json', { name: 'some' });
    write('node_modules/some/service.json', {});
    write('dist/packages/api/package.json', { name: '@acme/api' });
    write('dist/packages/api/service.json', {});
    expect(readServices(workspace).map(({ name, root }) => `${name} in ${root}`)).toEqual([
      'api in packages/api',
      'mailer in services/team/mailer',
      'rooms in apps/rooms',
    ]);
    expect(readService(workspace, '@acme/api').root).toBe('packages/api');
  });
});

describe('one service', () => {
  beforeEach(() => writeService('backend', { project: '@acme/api', name: 'chat' }));

  test.each(['@acme/api', 'chat'])('is read as %s', (word) => {
    expect(readService(workspace, word)).toMatchObject({ name: 'chat', project: '@acme/api', root: 'apps/backend' });
  });

  test('is read by the root of its project', () => {
    expect(readServiceAt(workspace, 'apps/backend').name).toBe('chat');
    expect(errorOf(() => readServiceAt(workspace, 'apps/other')).code).toBe('LS1004');
  });

  test('is not found by the name of its folder; the error names it and its project', () => {
    const { code, why } = errorOf(() => readService(workspace, 'backend'));
    expect({ code, why }).toEqual({ code: 'LS1004', why: 'the workspace has chat (@acme/api)' });
  });

  test('has one name in AWS and one in Nx, whichever is given', () => {
    for (const word of ['@acme/api', 'chat']) {
      expect(awsNameOf(workspace, word)).toBe('chat');
      expect(projectOf(workspace, word)).toBe('@acme/api');
    }
  });

  test('of another workspace keeps its name, without the scope', () => {
    expect(awsNameOf(workspace, '@acme/gone')).toBe('gone');
    expect(awsNameOf(workspace, 'gone')).toBe('gone');
    expect(projectOf(workspace, 'gone')).toBe('gone');
  });

  test('is known where its file is wrong', () => {
    folder.write('apps/backend/service.json', '{');
    expect(serviceIdentities(workspace)).toEqual([{ name: 'api', project: '@acme/api', root: 'apps/backend' }]);
  });
});

describe('two services', () => {
  test.each<[string, { project?: string; name?: string }, { project?: string; name?: string }]>([
    ['projects of two scopes', { project: '@acme/api' }, { project: '@other/api' }],
    ['the same "name"', { name: 'api' }, { name: 'api' }],
    ['a "name" that is the name of another by its project', { project: '@acme/api' }, { name: 'api' }],
    ['a "name" that is the project of another', { project: 'api', name: 'chat' }, { name: 'api' }],
  ])('are refused with %s, also where one of them is asked for', (_how, one, other) => {
    writeService('one', one);
    writeService('two', other);
    for (const read of [() => readServices(workspace), () => readServiceAt(workspace, 'apps/two')]) {
      const { code, why = '', fix } = errorOf(read);
      expect(code).toBe('LS1013');
      expect(why).toMatch(/apps\/(one|two)\/service\.json name: .* would have a name of .* in apps\/(one|two)/);
      expect(fix).toMatch(/^edit apps\/(one|two)\/service\.json$/);
    }
  });

  test('of one project name without the scope, of which one has a "name", are read', () => {
    writeService('one', { project: '@acme/api' });
    writeService('two', { project: '@other/api', name: 'other-api' });
    expect(readServices(workspace).map(({ name }) => name)).toEqual(['api', 'other-api']);
  });
});
