import { readWith } from './problems';
import { serviceSchema } from './service';

/** What is wrong with a service.json, as `path: message`. */
function problems(spec: object): string[] {
  const file = { kind: 'http', route: { paths: ['/rooms/*'] }, ...spec };
  return readWith('service.json', serviceSchema, file).problems.map(({ path, message }) => `${path}: ${message}`);
}

const both = { launchType: 'FARGATE', capacityProviders: [{ provider: 'FARGATE', weight: 1 }] };

test.each([
  [{ compute: both }, 'compute: expected launchType or capacityProviders, and not both'],
  [
    { compute: { capacityProvider: [] } },
    'compute.capacityProvider: not a known field; did you mean capacityProviders?',
  ],
  [
    { compute: { capacityProviders: [{ provider: 'FARGATE', wieght: 1 }] } },
    'compute.capacityProviders.0.wieght: not a known field; did you mean weight?',
  ],
  [
    {
      compute: {
        capacityProviders: [
          { provider: 'FARGATE', weight: 1 },
          { provider: 'mine', weight: 1 },
        ],
      },
    },
    'compute.capacityProviders: Fargate’s capacity providers and others cannot be mixed',
  ],
  [{ override: { container: { ulimit: [] } } }, 'override.container.ulimit: not a known field; did you mean ulimits?'],
  [
    { override: { container: { linuxParameters: { initProcesEnabled: true } } } },
    'override.container.linuxParameters.initProcesEnabled: not a known field; did you mean initProcessEnabled?',
  ],
  [
    { override: { taskDefinition: { ephemeralStorage: { sizeInGiB: '30' } } } },
    'override.taskDefinition.ephemeralStorage.sizeInGiB: Invalid input: expected number, received string',
  ],
  [{ scaling: { cpus: 60 } }, 'scaling.cpus: not a known field; did you mean cpu?'],
  [{ health: { codes: '200-599' } }, 'health.codes: expected codes from 200 to 499'],
  [{ health: { codes: '204-200' } }, 'health.codes: expected codes from 200 to 499'],
  [{ health: { path: '/healthy now' } }, 'health.path: expected a path such as /health'],
  [{ route: { paths: ['/rooms(1)'] } }, 'route.paths.0: expected a path such as /api/v1/rooms/*'],
  [{ route: { paths: [`/${'r'.repeat(128)}`] } }, 'route.paths.0: expected at most 128 characters'],
])('a service.json in which something cannot be names it: %j', (spec, problem) => {
  expect(problems(spec)).toContainEqual(expect.stringContaining(problem));
});

test.each([
  { container: { image: 'other:latest' } },
  { container: { environment: [] } },
  { taskDefinition: { containerDefinitions: [] } },
  { service: { taskDefinition: 'rooms:1' } },
  { service: { deploymentConfiguration: { deploymentCircuitBreaker: { rollback: false } } } },
  { service: { desiredCount: 0 } },
])('an override does not reach what a deploy answers for: %j', (override) => {
  expect(problems({ override })).toEqual([expect.stringContaining('not a known field')]);
});
