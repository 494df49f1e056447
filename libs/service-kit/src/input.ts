import { z } from 'zod';
import { describeProblems } from './problems';

/** An answer that is no success: the server sends it as `{"error":{"code":…,"message":…}}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Checks what a client sent.
 * @throws HttpError 400 `invalid_request` that names all problems at once
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new HttpError(400, 'invalid_request', describeProblems(result.error, input));
}

/** Text of 1 to `max` characters, blanks around it cut off; PostgreSQL's text cannot hold the character NUL. */
export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !text.includes('\0'), 'expected text without the character NUL');
