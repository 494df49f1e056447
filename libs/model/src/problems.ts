import { type z } from 'zod';
import { LongshoreError, type ErrorCode } from './errors';

/** One thing that is wrong in a file. */
export interface Problem {
  /** The path of the file, relative to the workspace. */
  file: string;
  /** Where in the file, as `health.path`; empty for the whole. */
  path: string;
  /** What was expected, with the nearest allowed name where there is one. */
  message: string;
}

/** The allowed name that is most like the given one, or undefined when none is near. */
export function nearest(name: string, allowed: readonly string[]): string | undefined {
  const ranked = allowed
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

/** Every problem that a schema found in a file, each with a suggestion where a name was misspelt. */
export function problemsOf(file: string, schema: z.ZodType, error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ file, path, message: issue.message }];
    const allowed = allowedKeys(schema, issue.path);
    return issue.keys.map((key) => ({
      file,
      path: [path, key].filter(Boolean).join('.'),
      message: allowed.includes(key) ? 'not a field of this kind' : `not a known field${suggestion(key, allowed)}`,
    }));
  });
}

/** One error that lists every problem. */
export function configError(code: ErrorCode, problems: Problem[]): LongshoreError {
  const files = [...new Set(problems.map(({ file }) => file))];
  return new LongshoreError(code, {
    what: `${files.join(', ')}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
    why: problems.map(({ file, path, message }) => `${file}${path ? ` ${path}` : ''}: ${message}`).join('\n'),
    fix: `edit ${files[0] ?? 'the file'}`,
  });
}

const suggestion = (key: string, allowed: string[]): string => {
  const near = nearest(key, allowed);
  if (near) return `; did you mean ${near}?`;
  return allowed.length > 0 ? `; expected one of ${allowed.join(', ')}` : '';
};

function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) {
    const object = unwrap(current);
    current = shapeOf(object)?.[String(key)] ?? elementOf(object);
  }
  return Object.keys(shapeOf(unwrap(current)) ?? {});
}

/** Of a schema that is one of several, the fields of them all. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, options } = (schema ?? {}) as { shape?: Record<string, unknown>; options?: unknown };
  return Array.isArray(options) ? (Object.assign({}, ...options.map(shapeOf)) as Record<string, unknown>) : shape;
}

const elementOf = (schema: unknown): unknown => {
  const { element, valueType } = (schema ?? {}) as { element?: unknown; valueType?: unknown };
  return element ?? valueType;
};

/** Takes off optional, default and the like, which wrap the schema that has the shape. */
function unwrap(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
  return inner ? unwrap(inner) : schema;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
