import { environmentSchema } from './environment';
import { verifiedPart } from './override';
import { serviceSchema } from './service';

const service = (fields: object) =>
  serviceSchema.safeParse({ kind: 'http', route: { paths: ['/rooms'] }, ...fields }).error?.issues ?? [];
const environment = (defaults: object) =>
  environmentSchema.safeParse({ account: '123456789012', region: 'eu-central-1', defaults }).error?.issues ?? [];

const container = (fields: object) => ({ override: { container: fields } });

describe('what runs is what was verified: override in service.json', () => {
  test.each<[string, object]>([
    [
      'gives resources',
      container({ memoryReservation: 64, ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 2 }] }),
    ],
    ['sets what verify applies', container({ command: ['node', 'other.js'], entryPoint: ['/init'], user: '1000' })],
    ['mounts a folder for data', container({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] })],
    ['has a file system in memory', container({ linuxParameters: { tmpfs: [{ containerPath: '/tmp', size: 8 }] } })],
    ['sets fields of the service', { override: { service: { enableExecuteCommand: true } } }],
    ['sets roles', { override: { taskDefinition: { taskRoleArn: 'arn:aws:iam::123456789012:role/rooms' } } }],
  ])('%s', (_what, fields) => {
    expect(service(fields)).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ['reads variables from files', container({ environmentFiles: [] }), /verify cannot read them/],
    ['takes the mounts of another container', container({ volumesFrom: [] }), /could cover the code/],
    ['works elsewhere', container({ workingDirectory: '/data' }), /WORKDIR in a Dockerfile/],
    ['stops at another time than verify', container({ stopTimeout: 1 }), /rollout\.stopSeconds/],
    ['is for another architecture', { override: { taskDefinition: { runtimePlatform: {} } } }, /architecture/],
    ...[
      '/app',
      '/app/',
      '/app/apps/rooms',
      '/',
      '//app',
      '/./app',
      '/data/../app',
      '/usr/local/bin',
      '/lib64',
      '/etc',
    ].map((containerPath): [string, object, RegExp] => [
      `mounts something at ${containerPath}`,
      container({ mountPoints: [{ sourceVolume: 'data', containerPath }] }),
      /would cover code of the image/,
    ]),
    [
      'has a file system in memory over the code',
      container({ linuxParameters: { tmpfs: [{ containerPath: '/app', size: 8 }] } }),
      /would cover code of the image/,
    ],
  ])('is refused if it %s', (_what, fields, message) => {
    expect(service(fields)).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });
});

describe('what runs is what was verified: an environment file', () => {
  test('gives resources', () => {
    expect(environment(container({ memoryReservation: 64 }))).toEqual([]);
  });

  test.each<[string, object]>([
    ['command', { command: ['node', 'other.js'] }],
    ['entry point', { entryPoint: ['/init'] }],
    ['user', { user: '0' }],
    ['way to write to its root', { readonlyRootFilesystem: false }],
    ['file system in memory', { linuxParameters: { tmpfs: [{ containerPath: '/tmp', size: 8 }] } }],
  ])('is refused if it sets another %s: evidence is the same for every environment', (_what, fields) => {
    expect(environment(container(fields))).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/in service\.json/) }),
    ]);
  });

  test('is refused for a service, too', () => {
    const services = { rooms: container({ command: ['sh'] }) };
    const spec = { account: '123456789012', region: 'eu-central-1', services };
    expect(environmentSchema.safeParse(spec).error?.issues).toHaveLength(1);
  });
});

describe('variables by which other code is loaded', () => {
  const loaders = ['NODE_OPTIONS', 'NODE_PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'GLIBC_TUNABLES'];

  test.each(loaders)('%s is verified if service.json sets it', (name) => {
    expect(service({ environment: { [name]: '--require ./other.js' } })).toEqual([]);
  });

  test.each(loaders)('%s is refused from an environment, and as a secret: verify would not see it', (name) => {
    expect(environment({ environment: { [name]: 'x' } })).toHaveLength(1);
    expect(environment({ secrets: { [name]: 'x' } })).toHaveLength(1);
    expect(service({ secrets: { [name]: 'x' } })).toHaveLength(1);
  });

  test('others are not concerned', () => {
    expect(environment({ environment: { LOG_LEVEL: 'debug', NODE_ENV: 'production', LDAP_URL: 'ldap://x' } })).toEqual(
      [],
    );
  });
});

test('the part that verify applies is what decides what runs', () => {
  const override = { container: { command: ['a'], entryPoint: ['b'], user: '1', memory: 5 } };
  expect(verifiedPart(override)).toEqual({ command: ['a'], entryPoint: ['b'], user: '1' });
  expect(verifiedPart(undefined)).toEqual({});
});
