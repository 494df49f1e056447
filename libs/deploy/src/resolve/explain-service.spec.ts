import { type Environment, environmentSchema, type Service, serviceSchema } from '@longshore/model';
import { explainService } from './explain-service';

function explain(own: object, everywhere: object = {}, machine: string = process.arch) {
  const document = { kind: 'http', route: { paths: ['/rooms/*'] }, ...own };
  const written = { account: '123456789012', region: 'eu-central-1', ...everywhere };
  const service: Service = { name: 'rooms', project: 'rooms', root: 'apps/rooms', spec: serviceSchema.parse(document) };
  const environment: Environment = { name: 'staging', spec: environmentSchema.parse(written) };
  const settings = explainService(service, environment, { service: document, environment: written }, { machine });
  return Object.fromEntries(settings.map(({ field, ...setting }) => [field, setting]));
}

const file = 'deploy/environments/staging.json';

test('what nobody sets is a default, also where the schema fills it in', () => {
  const settings = explain({}, { embedded: true }, 'arm64');
  expect(settings['port']).toEqual({ value: 8080, from: 'default' });
  expect(settings['uses']).toEqual({ value: [], from: 'default' });
  expect(settings['architecture']).toEqual({ value: 'arm64', from: 'default' });
  expect(settings['health.graceSeconds']).toEqual({ value: 10, from: 'default' });
});

test('what is written as the default is, is still what the service says', () => {
  expect(explain({ port: 8080 })['port']).toEqual({
    value: 8080,
    from: 'service',
    file: 'apps/rooms/service.json',
    path: 'port',
  });
});

test('each value names the last file that sets it, field by field', () => {
  const settings = explain(
    { cpu: 512, health: { path: '/ready' } },
    {
      defaults: { cpu: 1024, memory: 2048, health: { intervalSeconds: 6 } },
      services: { rooms: { health: { graceSeconds: 60 } }, users: { memory: 4096 } },
    },
  );
  expect(settings).toMatchObject({
    cpu: { value: 512, from: 'service' },
    memory: { value: 2048, from: 'environment', file, path: 'defaults.memory' },
    'health.path': { value: '/ready', from: 'service', path: 'health.path' },
    'health.intervalSeconds': { value: 6, from: 'environment' },
    'health.graceSeconds': {
      value: 60,
      from: 'service in the environment',
      file,
      path: 'services.rooms.health.graceSeconds',
    },
  });
});

test('a variable that an environment keeps as a secret is one', () => {
  const settings = explain(
    { environment: { TOKEN: 'plain', LOG_LEVEL: 'info' } },
    { services: { rooms: { secrets: { TOKEN: '/staging/token' } } } },
  );
  expect(settings['environment.LOG_LEVEL']).toMatchObject({ value: 'info', from: 'service' });
  expect(settings['secrets.TOKEN']).toMatchObject({ value: '/staging/token', path: 'services.rooms.secrets.TOKEN' });
  expect(settings).not.toHaveProperty(['environment.TOKEN']);
});

test('config goes before what files say, names its parameter, and never takes the place of a secret', () => {
  const spec = { kind: 'http', route: { paths: ['/rooms/*'] }, environment: { LOG_LEVEL: 'info' } };
  const written = {
    account: '123456789012',
    region: 'eu-central-1',
    services: { rooms: { secrets: { TOKEN: '/staging/token' } } },
  };
  const settings = explainService(
    { name: 'rooms', project: 'rooms', root: 'apps/rooms', spec: serviceSchema.parse(spec) },
    { name: 'staging', spec: environmentSchema.parse(written) },
    { service: spec, environment: written },
    { config: { LOG_LEVEL: 'debug', SEARCH: 'on', TOKEN: 'plain' } },
  );
  const parameter = (name: string) => `/longshore/staging/rooms/config/${name}`;
  expect(settings.filter(({ from }) => from === 'config')).toEqual([
    { field: 'environment.LOG_LEVEL', value: 'debug', from: 'config', parameter: parameter('LOG_LEVEL') },
    { field: 'environment.SEARCH', value: 'on', from: 'config', parameter: parameter('SEARCH') },
  ]);
  expect(settings.filter(({ field }) => /LOG_LEVEL|TOKEN/.test(field))).toHaveLength(2);
});
