import { environmentSchema, serviceSchema, type Environment, type Service } from '@longshore/model';
import { resolveService } from './resolve-service';

const service = (spec: object = {}): Service => ({
  name: 'rooms',
  root: 'apps/rooms',
  spec: serviceSchema.parse({ kind: 'http', route: { paths: ['/rooms/*'] }, ...spec }),
});

const environment = (spec: object = {}): Environment => ({
  name: 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', ...spec }),
});

test('what nobody sets has a default', () => {
  expect(resolveService(service(), environment())).toMatchObject({
    cpu: 256,
    memory: 512,
    architecture: 'x86_64',
    copies: { min: 2 },
    health: { path: '/health', intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
    rollout: { minimumHealthyPercent: 100, maximumPercent: 200, drainSeconds: 30, stopSeconds: 30 },
  });
});

test('each layer overrides the one before it: defaults, environment, service, service in the environment', () => {
  const spec = {
    defaults: { cpu: 512, memory: 1024, health: { intervalSeconds: 1, graceSeconds: 3, path: '/up' } },
    services: { rooms: { health: { graceSeconds: 60 } }, users: { cpu: 4096 } },
  };
  const resolved = resolveService(service({ memory: 2048, health: { path: '/ready' } }), environment(spec));
  expect(resolved).toMatchObject({ cpu: 512, memory: 2048 });
  expect(resolved.health).toMatchObject({ path: '/ready', intervalSeconds: 1, graceSeconds: 60, timeoutSeconds: 5 });
});

test('variables and secrets of all layers come together, and the later layer decides which of them a name is', () => {
  const spec = {
    defaults: { environment: { LOG_LEVEL: 'info', REGION: 'eu' } },
    services: { rooms: { secrets: { TOKEN: '/staging/token' }, environment: { LOG_LEVEL: 'debug' } } },
  };
  const resolved = resolveService(service({ environment: { TOKEN: 'plain' } }), environment(spec));
  expect(resolved.variables).toEqual({ LOG_LEVEL: 'debug', REGION: 'eu' });
  expect(resolved.secrets).toEqual({ TOKEN: '/staging/token' });
});

test('the embedded cloud runs on the architecture of this machine', () => {
  expect(resolveService(service(), environment({ embedded: true }), 'arm64').architecture).toBe('arm64');
  expect(resolveService(service(), environment(), 'arm64').architecture).toBe('x86_64');
});
