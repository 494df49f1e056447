import { z } from 'zod';
import { computeSchema } from './compute';
import { numberWithin } from './limits';
import { isLoaderVariable } from './loader-variables';
import { overrideSchemaFor } from './override';
import { ifReadable } from './problems';
import { type ServiceIdentity, serviceNameSchema } from './service-name';
import { containerHealthSchema, dependsOnSchema, sidecarSchema } from './sidecar';

const seconds = (what: string, min: number, max: number) =>
  z.number().int().min(min).max(max).describe(`${what}, in seconds`);

const environmentVariable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected a name such as LOG_LEVEL');

const routeParts = z.object({ paths: z.array(z.string()), hosts: z.array(z.string()).optional() });

const routeSchema = z
  .strictObject({
    paths: z
      .array(
        z
          .string()
          .max(128, 'expected at most 128 characters: a listener rule takes no more')
          .regex(
            /^\/[\w\-.$/~"'@:+&*?]*$/,
            `expected a path such as /api/v1/rooms/*, of letters, digits and the characters _-.$/~"'@:+&*?`,
          ),
      )
      .min(1, 'expected at least one path')
      .max(5, 'expected at most five paths: a listener rule takes no more conditions')
      .describe('Path patterns in the load balancer’s own syntax: * any characters, ? one'),
    hosts: z
      .array(
        z.string().regex(/^[A-Za-z0-9\-.*?]{1,128}$/, 'expected a host such as rooms.example.com or *.example.com'),
      )
      .min(1)
      .describe('Hosts that requests have to be for; by default all. Rules with hosts are tried before those without')
      .optional(),
  })
  .refine(({ paths, hosts = [] }) => paths.length + hosts.length <= 5, {
    error: 'expected at most five paths and hosts together: a listener rule takes no more conditions',
    ...ifReadable(routeParts),
  })
  .refine(({ paths, hosts = [] }) => ([...paths, ...hosts].join('').match(/[*?]/g) ?? []).length <= 5, {
    error: 'expected at most five wildcards (* and ?) in all paths and hosts: a listener rule takes no more',
    ...ifReadable(routeParts),
  })
  .describe('What the load balancer sends to this service');

const codesSchema = z.string().regex(/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/, 'expected codes such as 200 or 200-299,404');

/** Source: Matcher, ELBv2 API reference. */
const areMatcherCodes = (codes: string): boolean =>
  codes.split(',').every((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return from >= 200 && to <= 499 && from <= to;
  });

const healthSchema = z
  .strictObject({
    path: z
      .string()
      .regex(
        /^\/[\x21-\x7e]{0,1023}$/,
        'expected a path such as /health: at most 1024 characters of ASCII, without spaces',
      )
      .describe('What is asked for'),
    codes: codesSchema
      .refine(areMatcherCodes, {
        error: 'expected codes from 200 to 499, and the lower one of a range first: a target group takes no others',
        ...ifReadable(codesSchema),
      })
      .describe('Status codes that mean healthy'),
    intervalSeconds: numberWithin('health.intervalSeconds', 'Time between two checks, in seconds'),
    timeoutSeconds: numberWithin('health.timeoutSeconds', 'Time until a check counts as failed, in seconds'),
    healthyThreshold: numberWithin('health.healthyThreshold', 'Passed checks in a row that make a target healthy'),
    unhealthyThreshold: numberWithin('health.unhealthyThreshold', 'Failed checks in a row that make it unhealthy'),
    graceSeconds: seconds('Time after a start in which failed checks do not count', 0, 7200),
  })
  .partial()
  .describe('How the load balancer tells that a copy works');

const rolloutSchema = z
  .strictObject({
    minimumHealthyPercent: numberWithin('rollout.minimumHealthyPercent', 'Floor of running copies, of copies.min'),
    maximumPercent: numberWithin('rollout.maximumPercent', 'Ceiling of running copies, of copies.min'),
    failedTasks: z
      .number()
      .int()
      .min(1)
      .describe('Failed tasks that end a rollout and have it rolled back; by default half of the copies, at least 3'),
    drainSeconds: numberWithin(
      'rollout.drainSeconds',
      'Time that requests under way get on a copy that is taken out, in seconds',
    ),
    stopSeconds: numberWithin('rollout.stopSeconds', 'Time between SIGTERM and SIGKILL, in seconds'),
    deadlineSeconds: seconds('Time until a rollout counts as timed out', 10, 86_400),
    bakeSeconds: seconds(
      'Time after a completed rollout in which tasks that exit or become unhealthy still fail it (2 s by default on the embedded cloud)',
      0,
      3600,
    ),
  })
  .partial()
  .describe('How copies are replaced');

const copiesSchema = z
  .strictObject({
    min: numberWithin('copies.min', 'Copies that always run'),
    max: numberWithin('copies.max', 'Copies that scaling may start; scaling is off if it equals min'),
  })
  .partial()
  .describe('How many copies run');

const percentage = (what: string) => z.number().int().min(1).max(100).describe(what);

const scalingSchema = z
  .strictObject({
    cpu: percentage('Average use of CPU that copies are added or taken away to keep, in percent'),
    memory: percentage('Average use of memory that copies are added or taken away to keep, in percent'),
    requestsPerTarget: z.number().int().min(1).describe('Requests to each copy to keep, a minute; of kind http'),
    messagesPerTask: z.number().int().min(1).describe('Waiting messages for each copy to keep; of kind worker'),
    scaleOutSeconds: seconds('Time after copies were added until more are', 0, 3600),
    scaleInSeconds: seconds('Time after copies were taken away until more are', 0, 3600),
  })
  .partial()
  .describe('What decides how many copies run between copies.min and copies.max, by target tracking');

const beforeDeploySchema = z
  .strictObject({
    command: z.array(z.string()).min(1, 'expected a command such as ["node", "apps/rooms/main.js", "migrate"]'),
    timeoutSeconds: seconds('Time until it is stopped and counts as failed', 1, 86_400).default(900),
  })
  .describe('Runs once in a task of each new revision before it takes over, as migrations do; it has to exit with 0');

const afterDeploySchema = z
  .strictObject({
    target: z.string().regex(/^[\w-]+$/, 'expected the name of a target of the service, as smoke'),
    timeoutSeconds: seconds('Time until it counts as failed', 1, 86_400).default(300),
  })
  .describe('A target of Nx that runs against the deployed service; where it fails, the release before comes back');

const queueSchema = z
  .strictObject({
    visibilitySeconds: numberWithin(
      'queue.visibilitySeconds',
      'Time that a copy has for a message before another one gets it, in seconds',
    ).default(30),
    retentionSeconds: numberWithin('queue.retentionSeconds', 'Time that a message waits at most, in seconds').default(
      345_600,
    ),
    attempts: numberWithin(
      'queue.attempts',
      'Times that a message is received before it is put aside into a queue of its own; by default never',
    ).optional(),
  })
  .describe('The SQS queue that it consumes; the container finds its name in QUEUE_NAME');

const imageSchema = z
  .strictObject({
    generated: z
      .array(
        z
          .string()
          .regex(/^(@[\w.~-]+\/)?[\w.~-]+(\/[\w.~-]+)?$/, 'expected the name of a package such as @prisma/engines')
          .refine((name) => !name.split('/').includes('..'), 'expected a folder below node_modules'),
      )
      .describe(
        'Packages whose install scripts change their own folder, and folders that a generator writes below node_modules, as .prisma/client: taken as installed, and hashed into the key of the image',
      )
      .optional(),
  })
  .describe('What goes into the image');

/** Names of variables whose values `verify` does not see: none of them may have other code loaded. */
const unverifiedVariable = environmentVariable.refine(
  (name) => !isLoaderVariable(name),
  'has other code loaded than was verified: set it under "environment" in service.json',
);

/** The fields that service.json and environment files share; those of an environment are not part of a verification. */
const fieldsOf = (source: 'service.json' | 'environment') => ({
  cpu: numberWithin(
    'cpu',
    'CPU units: 1024 are one core. Fargate has 256, 512, 1024, 2048, 4096, 8192 and 16384',
  ).optional(),
  memory: z
    .number()
    .int()
    .min(128)
    .max(1_048_576)
    .describe('Memory, in MiB. Fargate has 2 to 8 MiB for each CPU unit')
    .optional(),
  compute: computeSchema.optional(),
  architecture: z.enum(['x86_64', 'arm64']).describe('Architecture of the machines').optional(),
  containerHealth: containerHealthSchema.optional(),
  dependsOn: dependsOnSchema.optional(),
  sidecars: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected a name such as log-router'), sidecarSchema)
    .describe('Containers that run beside the service in each of its tasks, by name')
    .optional(),
  copies: copiesSchema.optional(),
  scaling: scalingSchema.optional(),
  rollout: rolloutSchema.optional(),
  override: overrideSchemaFor(source).optional(),
  environment: z
    .record(source === 'service.json' ? environmentVariable : unverifiedVariable, z.string())
    .describe('Environment variables that are no secret')
    .optional(),
  secrets: z
    .record(unverifiedVariable, z.string().min(1))
    .describe(
      'Environment variables whose values the task reads from SSM Parameter Store (name or ARN) or Secrets Manager (ARN)',
    )
    .optional(),
});

/** What an environment, or one service within it, may set differently. */
export const serviceOverrideSchema = z.strictObject({ ...fieldsOf('environment'), health: healthSchema.optional() });

const everyKind = {
  name: serviceNameSchema.optional(),
  builder: z
    .enum(['layers', 'dockerfile'])
    .describe('How the image is made; by default from a Dockerfile where the folder has one')
    .optional(),
  notSecret: z
    .record(
      z.string().regex(/^[0-9a-f]{12}$/, 'expected the fingerprint that LS2020 names, as 9f86d081884c'),
      z.string().min(1, 'expected why it is no secret'),
    )
    .describe('Strings in the image that look like secrets and are none: why, by the fingerprint that LS2020 names')
    .optional(),
  image: imageSchema.optional(),
  uses: z
    .array(z.enum(['postgres']))
    .describe('Backing services that it needs')
    .default([]),
  beforeDeploy: beforeDeploySchema.optional(),
  afterDeploy: afterDeploySchema.optional(),
  readonlyRootFilesystem: z
    .boolean()
    .describe(
      'Whether the container may change no files but those in /tmp (64 MiB of memory): in verification on an engine, and wherever it runs',
    )
    .default(true),
  ...fieldsOf('service.json'),
};

const httpSchema = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('http').describe('http: answers requests behind the load balancer'),
  port: numberWithin('port', 'The port that the service listens on').default(8080),
  route: routeSchema,
  health: healthSchema.optional(),
  ...everyKind,
});

const workerSchema = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('worker').describe('worker: consumes a queue'),
  queue: queueSchema.prefault({}),
  ...everyKind,
});

/** The file `service.json`: what a service is, the same in every environment. */
export const serviceSchema = z.discriminatedUnion('kind', [httpSchema, workerSchema], 'expected http or worker');

/** A `service.json` after parsing, defaults filled in. */
export type ServiceSpec = z.infer<typeof serviceSchema>;

/** Fields that an environment may set for every service, or for one. */
export type ServiceOverride = z.infer<typeof serviceOverrideSchema>;

/** A service of the workspace. */
export interface Service extends ServiceIdentity {
  spec: ServiceSpec;
}
