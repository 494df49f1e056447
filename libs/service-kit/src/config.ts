import { z } from 'zod';
import { describeProblems } from './problems';

/** Thrown where the environment does not fit the schema; the message names every problem, and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const milliseconds = z.coerce.number('expected milliseconds').int().min(0).max(120_000);

/** What every service reads from the environment. */
export const kitConfig = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number('expected a port').int().min(0).max(65_535).default(8080),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Time between the stop signal and the last accepted connection, in milliseconds. */
  STOP_DELAY_MS: milliseconds.default(300),
  /** Time after the stop signal at which requests still under way are cut off, in milliseconds. ECS kills after 30 s. */
  STOP_TIMEOUT_MS: milliseconds.default(20_000),
});

/** The configuration that every service has. */
export type KitConfig = z.infer<typeof kitConfig>;

/** A PostgreSQL connection URL. */
export const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected a URL such as postgres://user:password@host:5432/name',
});

/**
 * Reads typed configuration; an empty variable counts as one that is not set.
 * @throws ConfigError that names all problems at once
 */
export function readConfig<S extends z.ZodType>(schema: S, environment: NodeJS.ProcessEnv): z.infer<S> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(`wrong environment: ${describeProblems(result.error, set)}`);
}
