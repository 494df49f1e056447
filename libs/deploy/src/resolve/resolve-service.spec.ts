import { environmentSchema, serviceSchema, type Environment, type Service } from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { resolveService } from './resolve-service';

const service = (spec: object = {}): Service => ({
  name: 'rooms',
  project: 'rooms',
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
    http: {
      health: { path: '/health', intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
    },
    queue: undefined,
    rollout: { minimumHealthyPercent: 100, maximumPercent: 200, drainSeconds: 30, stopSeconds: 30, bakeSeconds: 15 },
  });
});

test('each layer overrides the one before it: defaults, environment, service, service in the environment', () => {
  const spec = {
    defaults: { cpu: 512, memory: 1024, health: { intervalSeconds: 6, graceSeconds: 3, path: '/up' } },
    services: { rooms: { health: { graceSeconds: 60 } }, users: { cpu: 4096 } },
  };
  const resolved = resolveService(service({ memory: 2048, health: { path: '/ready' } }), environment(spec));
  expect(resolved).toMatchObject({ cpu: 512, memory: 2048 });
  expect(resolved.http?.health).toMatchObject({
    path: '/ready',
    intervalSeconds: 6,
    graceSeconds: 60,
    timeoutSeconds: 5,
  });
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

test('the embedded cloud watches a completed rollout for a shorter time, unless a file says how long', () => {
  const bakeOf = (spec: object, own: object = {}) =>
    resolveService(service(own), environment(spec)).rollout.bakeSeconds;
  expect(bakeOf({ embedded: true })).toBe(2);
  expect(bakeOf({ embedded: true }, { rollout: { bakeSeconds: 30 } })).toBe(30);
  expect(bakeOf({ embedded: true, defaults: { rollout: { bakeSeconds: 0 } } })).toBe(0);
});

test('the embedded cloud runs on the architecture of this machine', () => {
  expect(resolveService(service(), environment({ embedded: true }), 'arm64').architecture).toBe('arm64');
  expect(resolveService(service(), environment(), 'arm64').architecture).toBe('x86_64');
});

describe('scaling', () => {
  const cpu = { scaling: { cpu: 60 } };

  test('takes place between copies.min and copies.max, whichever files they stand in', () => {
    const resolved = resolveService(service(cpu), environment({ defaults: { copies: { max: 8 } } }));
    expect(resolved.copies).toEqual({ min: 2, max: 8 });
    expect(resolved.scaling).toEqual({ cpu: 60, scaleOutSeconds: 60, scaleInSeconds: 120 });
  });

  test('is off where an environment has both the same', () => {
    const staging = environment({ services: { rooms: { copies: { min: 1, max: 1 } } } });
    expect(resolveService(service({ ...cpu, copies: { max: 8 } }), staging).scaling).toBeUndefined();
  });

  test.each([
    [cpu, {}, 'apps/rooms/service.json scaling.cpu: scales nothing as long as copies.max is not set'],
    [
      { copies: { max: 8 } },
      {},
      'copies.max: nothing decides when to scale: set one of scaling.cpu, scaling.memory, scaling.requestsPerTarget',
    ],
    [
      { copies: { max: 8 }, ...cpu },
      { services: { rooms: { copies: { min: 9 } } } },
      'apps/rooms/service.json copies.max: 8 is less than copies.min, which is 9',
    ],
  ])('that cannot be is refused: %j %j', (own, everywhere, why) => {
    const error = errorOf(() => resolveService(service(own), environment(everywhere)));
    expect(error).toMatchObject({ code: 'LS1001', why: expect.stringContaining(why) });
  });
});

describe('what AWS refuses', () => {
  const staging = 'deploy/environments/staging.json';

  test.each([
    [
      { health: { intervalSeconds: 4, timeoutSeconds: 2 } },
      {},
      'health.intervalSeconds: is 4, and AWS accepts 5 to 300',
    ],
    [
      { health: { timeoutSeconds: 1 } },
      {},
      'apps/rooms/service.json health.timeoutSeconds: is 1, and AWS accepts 2 to 120',
    ],
    [{}, { health: { intervalSeconds: 3, timeoutSeconds: 2 } }, `${staging} defaults.health.intervalSeconds: is 3`],
    [
      { health: { intervalSeconds: 10, timeoutSeconds: 10 } },
      {},
      'health.intervalSeconds: has to be longer than health.timeoutSeconds, which is 10',
    ],
    [
      { health: { timeoutSeconds: 30 } },
      {},
      'health.timeoutSeconds: has to be shorter than health.intervalSeconds, which is 10',
    ],
    [
      { health: { timeoutSeconds: 9 } },
      { health: { intervalSeconds: 8 } },
      `${staging} defaults.health.intervalSeconds: has`,
    ],
    [{ rollout: { maximumPercent: 100 } }, {}, 'rollout.maximumPercent: has to be above rollout.minimumHealthyPercent'],
  ])('is refused on reading: %j %j', (own, everywhere, why) => {
    const error = errorOf(() => resolveService(service(own), environment({ defaults: everywhere })));
    expect(error).toMatchObject({ code: 'LS1001', why: expect.stringContaining(why) });
  });

  test('is named all at once', () => {
    const own = { health: { intervalSeconds: 4, timeoutSeconds: 4 }, cpu: 300, copies: { max: 4 } };
    expect(errorOf(() => resolveService(service(own), environment())).why?.split('\n')).toHaveLength(4);
  });

  test('the embedded cloud accepts in the fields that it documents, so that a deploy takes seconds', () => {
    const quick = { health: { intervalSeconds: 2, timeoutSeconds: 1 } };
    expect(resolveService(service(quick), environment({ embedded: true })).http?.health).toMatchObject(quick.health);
    const equal = { health: { intervalSeconds: 2, timeoutSeconds: 2 } };
    expect(errorOf(() => resolveService(service(equal), environment({ embedded: true }))).why).toContain('longer');
  });

  test('does not matter to a worker if it concerns a load balancer', () => {
    const worker: Service = {
      name: 'mailer',
      project: 'mailer',
      root: 'apps/mailer',
      spec: serviceSchema.parse({ kind: 'worker' }),
    };
    const everywhere = environment({ defaults: { health: { intervalSeconds: 2 } } });
    expect(resolveService(worker, everywhere).http).toBeUndefined();
  });
});

describe('what it runs on', () => {
  const spot = { capacityProviders: [{ provider: 'FARGATE_SPOT', weight: 1 }] };

  test('is Fargate, or what the last file says as a whole', () => {
    expect(resolveService(service(), environment()).compute).toEqual({ launchType: 'FARGATE' });
    const inStaging = environment({ defaults: { compute: { launchType: 'EC2' } } });
    expect(resolveService(service({ compute: spot }), inStaging).compute).toEqual(spot);
  });

  test.each([
    [{ cpu: 300 }, 'cpu: Fargate has no 300 CPU units: it takes 256, 512, 1024, 2048, 4096, 8192, 16384'],
    [{ cpu: 1024 }, 'cpu: Fargate has no 512 MiB with 1024 CPU units: it takes 2048 to 8192 in steps of 1024'],
    [{ cpu: 256, memory: 1536 }, 'memory: Fargate has no 1536 MiB with 256 CPU units: it takes 512, 1024 or 2048'],
    [{ cpu: 8192, memory: 17_408, compute: spot }, 'it takes 16384 to 61440 in steps of 4096'],
  ])('has no such size on Fargate: %j', (spec, why) => {
    const error = errorOf(() => resolveService(service(spec), environment()));
    expect(error).toMatchObject({ code: 'LS1001', why: expect.stringContaining(`apps/rooms/service.json`) });
    expect(error.why).toContain(why);
  });

  test('takes every size on instances', () => {
    const spec = { cpu: 300, memory: 700, compute: { capacityProviders: [{ provider: 'spare', weight: 1 }] } };
    expect(resolveService(service(spec), environment())).toMatchObject({ cpu: 300, memory: 700 });
  });
});

describe('sidecars', () => {
  const router = { image: 'fluent/fluent-bit@sha256:1', health: { command: ['CMD', 'true'] } };

  test('of all files come together, one of the last file in place of the one before', () => {
    const other = { image: 'other' };
    const inStaging = environment({ defaults: { sidecars: { router: other, agent: other } } });
    const resolved = resolveService(service({ sidecars: { router }, dependsOn: { router: 'HEALTHY' } }), inStaging);
    expect(Object.entries(resolved.sidecars).map(([name, { image }]) => [name, image])).toEqual([
      ['router', router.image],
      ['agent', 'other'],
    ]);
  });

  test.each([
    [
      { sidecars: { router }, dependsOn: { roter: 'START' } },
      'dependsOn.roter: no container of the task has that name; did you mean router?',
    ],
    [
      { sidecars: { router: { image: 'x', dependsOn: { rooms: 'HEALTHY' } } } },
      'sidecars.router.dependsOn.rooms: rooms has no health check, so it never gets HEALTHY',
    ],
    [{ sidecars: { rooms: router } }, 'sidecars.rooms: is the name of the service’s own container'],
    [{ dependsOn: { rooms: 'START' } }, 'dependsOn.rooms: a container cannot wait for itself'],
    [{ sidecars: { router }, dependsOn: { router: 'SUCCESS' } }, 'dependsOn.router: router is essential'],
    [
      { sidecars: { router: { ...router, dependsOn: { rooms: 'START' } } }, dependsOn: { router: 'START' } },
      'dependsOn: rooms waits for itself, by way of others',
    ],
    [
      { sidecars: { router: { ...router, environment: { KEY: '1' }, secrets: { KEY: '/key' } } } },
      'sidecars.router.secrets.KEY: is in its environment, too',
    ],
    [
      { sidecars: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`s${index}`, { image: 'x' }])) },
      'sidecars.s9: a task has at most 10 containers',
    ],
    [
      { sidecars: { router: { ...router, cpu: 256 } } },
      'sidecars.router.cpu: the sidecars take 256 of the task’s 256 CPU units',
    ],
    [
      { sidecars: { router: { ...router, memory: 200 }, agent: { image: 'x', memory: 312 } } },
      'sidecars.agent.memory: the sidecars take 512 of the task’s 512 MiB',
    ],
  ])('that cannot be are refused: %j', (spec, why) => {
    const error = errorOf(() => resolveService(service(spec), environment()));
    expect(error).toMatchObject({ code: 'LS1001', why: expect.stringContaining(why) });
  });
});
