import { WorkspaceFolder } from '@longshore/model/src/testing';
import { errorOf } from '../testing/error-of';
import { readConfiguration } from './read-configuration';

let folder: WorkspaceFolder;
let workspace: string;

beforeEach(() => {
  folder = new WorkspaceFolder();
  workspace = folder.path;
});

afterEach(() => folder.remove());

const write = (file: string, content: unknown) => folder.write(file, content);

const rooms = { kind: 'http', route: { paths: ['/rooms'] } };
const users = { kind: 'http', route: { paths: ['/users'] } };
const staging = { account: '123456789012', region: 'eu-central-1' };

test('a configuration without a problem is read', () => {
  write('apps/rooms/service.json', rooms);
  write('deploy/environments/staging.json', staging);
  const { services, environment } = readConfiguration(workspace, 'staging');
  expect(services.map(({ name }) => name)).toEqual(['rooms']);
  expect(environment.name).toBe('staging');
});

test('problems within files and between them come in one error', () => {
  write('apps/rooms/service.json', { ...rooms, prot: 1 });
  write('apps/users/service.json', { ...users, health: { timeoutSeconds: 10 } });
  write('deploy/environments/staging.json', { ...staging, defaults: { health: { intervalSeconds: 4 } } });
  const { code, why } = errorOf(() => readConfiguration(workspace, 'staging'));
  expect(code).toBe('LS1001');
  expect(why?.split('\n')).toEqual([
    expect.stringContaining('apps/rooms/service.json prot: not a known field'),
    expect.stringContaining('staging.json defaults.health.intervalSeconds: is 4, and AWS accepts 5 to 300'),
    expect.stringContaining('staging.json defaults.health.intervalSeconds: has to be longer'),
  ]);
});

test('a problem of the environment file is named beside those of the services', () => {
  write('apps/rooms/service.json', { ...rooms, port: 0 });
  write('deploy/environments/staging.json', { ...staging, region: 'europe' });
  expect(errorOf(() => readConfiguration(workspace, 'staging')).why?.split('\n')).toHaveLength(2);
});

test('what an environment sets for all services is one problem', () => {
  write('apps/rooms/service.json', rooms);
  write('apps/users/service.json', users);
  write('deploy/environments/staging.json', {
    ...staging,
    defaults: { health: { intervalSeconds: 4, timeoutSeconds: 2 } },
  });
  const { code, why } = errorOf(() => readConfiguration(workspace, 'staging'));
  expect(code).toBe('LS1002');
  expect(why?.split('\n')).toHaveLength(1);
});
