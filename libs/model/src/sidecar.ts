import { z } from 'zod';

const seconds = (what: string, min: number, max: number) =>
  z.number().int().min(min).max(max).describe(`${what}, in seconds`);

/** How ECS itself tells, inside a container, that it works; the bounds are those of the ECS API. */
export const containerHealthSchema = z
  .strictObject({
    command: z
      .array(z.string())
      .min(2, 'expected ["CMD", "program", …] or ["CMD-SHELL", "a line of shell"]')
      .refine(([how = '']) => ['CMD', 'CMD-SHELL'].includes(how), 'expected it to begin with CMD or CMD-SHELL')
      .describe('CMD runs a program, CMD-SHELL a line of shell; it exits with 0 where the container works'),
    intervalSeconds: seconds('Time between two checks', 5, 300).default(30),
    timeoutSeconds: seconds('Time until a check counts as failed', 2, 60).default(5),
    retries: z.number().int().min(1).max(10).describe('Failed checks in a row that make it unhealthy').default(3),
    startSeconds: seconds('Time after a start in which failed checks do not count', 0, 300).default(0),
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
    port: z.number().int().min(1).max(65_535).describe('The port that it listens on').optional(),
    environment: z.record(z.string(), z.string()).describe('Its environment variables that are no secret').default({}),
    secrets: z
      .record(z.string(), z.string().min(1))
      .describe('Its environment variables from SSM Parameter Store or Secrets Manager: name or ARN')
      .default({}),
    essential: z.boolean().describe('Whether the whole task stops when it stops').default(true),
    dependsOn: dependsOnSchema.default({}),
    health: containerHealthSchema.optional(),
    cpu: z.number().int().min(0).describe('CPU units of the task’s that are kept for it').optional(),
    memory: z.number().int().min(6).describe('Memory that it may take at most, in MiB').optional(),
  })
  .describe('A container beside the service, in each of its tasks');

/** A sidecar after parsing, defaults filled in. */
export type Sidecar = z.infer<typeof sidecarSchema>;

/** A container's health check after parsing. */
export type ContainerHealth = z.infer<typeof containerHealthSchema>;
