import { type z } from 'zod';

/** One line that names every problem and where it is, but never the value, which may be a secret. */
export function describeProblems(error: z.ZodError, input: unknown): string {
  return error.issues
    .map(({ path, message }) => {
      const text = path.length > 0 && isMissing(input, path) ? 'is not set' : message;
      return path.length > 0 ? `${path.join('.')}: ${text}` : text;
    })
    .join('; ');
}

function isMissing(input: unknown, path: PropertyKey[]): boolean {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined;
}
