import { problemsOf } from './problems';
import { serviceSchema } from './service';

/** What is wrong with a service.json, as `path: message`. */
function problems(spec: object): string[] {
  const { error } = serviceSchema.safeParse({ kind: 'http', route: { paths: ['/rooms/*'] }, ...spec });
  return error
    ? problemsOf('service.json', serviceSchema, error).map(({ path, message }) => `${path}: ${message}`)
    : [];
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
])('a service.json in which something cannot be names it: %j', (spec, problem) => {
  expect(problems(spec)).toContain(problem);
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
