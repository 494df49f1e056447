import { z } from 'zod';
import { numberWithin } from './limits';

/** How ECS itself tells, inside a container, that it works; the bounds are those of the ECS API. */
export const containerHealthSchema = z
  .strictObject({
    command: z
      .array(z.string())
      .min(2, 'expected ["CMD", "program", …] or ["CMD-SHELL", "a line of shell"]')
      .refine(([how = '']) => ['CMD', 'CMD-SHELL'].includes(how), 'expected it to begin with CMD or CMD-SHELL')
      .describe('CMD runs a program, CMD-SHELL a line of shell; it exits with 0 where the container works'),
    intervalSeconds: numberWithin('containerHealth.intervalSeconds', 'Time between two checks, in seconds').default(30),
    timeoutSeconds: numberWithin(
      'containerHealth.timeoutSeconds',
      'Time until a check counts as failed, in seconds',
    ).default(5),
    retries: numberWithin('containerHealth.retries', 'Failed checks in a row that make it unhealthy').default(3),
    startSeconds: numberWithin(
      'containerHealth.startSeconds',
      'Time after a start in which failed checks do not count, in seconds',
    ).default(0),
  })
  .describe('A health check that ECS runs inside the container');

/** Which containers have to be how far before one starts. */
export const dependsOnSchema = z
  .record(z.string(), z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']))
  .describe('Containers of the task, by name, and how far each has to be before this one starts');

/** A container that runs beside the service in each of its tasks. */
export const sidecarSchema = z
  .strictObject({
    image: z.string().min(1).describe('Its image by reference, best with a digest'),
    command: z.array(z.string()).min(1).describe('Instead of the image’s own command').optional(),
    port: numberWithin('sidecars.NAME.port', 'The port that it listens on').optional(),
    environment: z.record(z.string(), z.string()).describe('Its environment variables that are no secret').default({}),
    secrets: z
      .record(z.string(), z.string().min(1))
      .describe('Its environment variables from SSM Parameter Store or Secrets Manager: name or ARN')
      .default({}),
    essential: z.boolean().describe('Whether the whole task stops when it stops').default(true),
    dependsOn: dependsOnSchema.default({}),
    health: containerHealthSchema.optional(),
    cpu: numberWithin('sidecars.NAME.cpu', 'CPU units of the task’s that are kept for it').optional(),
    memory: numberWithin('sidecars.NAME.memory', 'Memory that it may take at most, in MiB').optional(),
  })
  .describe('A container beside the service, in each of its tasks');

/** A sidecar after parsing, defaults filled in. */
export type Sidecar = z.infer<typeof sidecarSchema>;

/** A container's health check after parsing. */
export type ContainerHealth = z.infer<typeof containerHealthSchema>;
