import { AwsError } from '../kernel';
import { type Shape } from './shape';

/** How a protocol calls its own errors. */
export interface CheckErrors {
  /** A value of another type than the schema says. */
  serialization: string;
  /** A required member that is missing. */
  validation: string;
}

/**
 * Takes over what a schema knows of a parsed request: types checked, timestamps as Date, blobs as bytes.
 * Members that it does not know are left out, as AWS does.
 * @throws AwsError naming the first wrong type, or every required member that is missing
 */
export function checkInput(value: unknown, shape: Shape, errors: CheckErrors): unknown {
  const missing: string[] = [];
  const input = convert(value, shape, '', { ...errors, missing });
  if (missing.length > 0) throw new AwsError(errors.validation, missingMessage(missing));
  return input;
}

interface Check extends CheckErrors {
  missing: string[];
}

function convert(value: unknown, shape: Shape, path: string, check: Check): unknown {
  switch (shape.kind) {
    case 'structure':
      return convertStructure(expectObject(value, path, check), shape, path, check);
    case 'list':
      if (!Array.isArray(value)) throw wrongType(path, 'a list', check);
      return value.map((item, index) => convert(item, shape.member(), `${path}.${index + 1}.member`, check));
    case 'map':
      return Object.fromEntries(
        Object.entries(expectObject(value, path, check)).map(([key, item]) => [
          key,
          convert(item, shape.value(), `${path}.${key}`, check),
        ]),
      );
    case 'timestamp':
      return toDate(value, path, check);
    case 'blob':
      if (typeof value !== 'string') throw wrongType(path, 'base64 text', check);
      return Buffer.from(value, 'base64');
    case 'document':
      return value;
    default:
      if (typeof value !== shape.kind) throw wrongType(path, `a ${shape.kind}`, check);
      return value;
  }
}

function convertStructure(
  value: Record<string, unknown>,
  { members }: Extract<Shape, { kind: 'structure' }>,
  path: string,
  check: Check,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, shape, required } of members) {
    const member = value[name];
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (member !== undefined && member !== null) result[name] = convert(member, shape(), memberPath, check);
    else if (required) check.missing.push(memberPath);
  }
  return result;
}

function expectObject(value: unknown, path: string, check: Check): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'a structure', check);
  return value as Record<string, unknown>;
}

function toDate(value: unknown, path: string, check: Check): Date {
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
  if (Number.isNaN(date.getTime())) throw wrongType(path, 'a timestamp', check);
  return date;
}

const wrongType = (path: string, expected: string, { serialization }: Check) =>
  new AwsError(serialization, `Expected ${expected} at '${path || '/'}'`);

/** The words of AWS's own validation. */
function missingMessage(paths: string[]): string {
  const count = paths.length === 1 ? '1 validation error' : `${paths.length} validation errors`;
  const failures = paths.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  return `${count} detected: ${failures.join('; ')}`;
}
