import { AwsError } from '../kernel';
import { type Constrain, type Misfit } from './constrain';
import { type Shape } from './shape';

/** How a protocol calls its own errors. */
export interface CheckErrors {
  /** A value of another type than the schema says. */
  serialization: string;
  /** A required member that is missing, a value that does not fit. */
  validation: string;
  /** A required member that is missing, where that is another error. */
  missing?: string | undefined;
  /** Words for a value that does not fit; those that most services share where it is missing. */
  message?: ((path: string, value: string, must: string) => string) | undefined;
}

/**
 * Takes over what a schema knows of a parsed request: types checked, timestamps as Date, blobs as bytes.
 * Members that it does not know are left out, as AWS does.
 * @throws AwsError naming the first wrong type, or every member that is missing or does not fit
 */
export function checkInput(value: unknown, shape: Shape, errors: CheckErrors, constrain?: Constrain): unknown {
  const misfits: Misfit[] = [];
  const input = convert(value, shape, '', { ...errors, constrain, misfits });
  const [first] = misfits;
  if (!first) return input;
  const { validation, missing = validation, message = () => messageOf(misfits) } = errors;
  const code = first.must === mustNotBeNull ? missing : validation;
  throw new AwsError(code, message(first.path, first.value ?? '', first.must));
}

const mustNotBeNull = 'Member must not be null';

interface Check extends CheckErrors {
  constrain: Constrain | undefined;
  misfits: Misfit[];
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
  { name: structure, members }: Extract<Shape, { kind: 'structure' }>,
  path: string,
  check: Check,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, shape, required } of members) {
    const member = value[name];
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (member === undefined || member === null) {
      if (required) check.misfits.push({ path: memberPath, value: 'null', must: mustNotBeNull });
      continue;
    }
    result[name] = convert(member, shape(), memberPath, check);
    const misfit = check.constrain?.(structure, name, memberPath, result[name]);
    if (misfit) check.misfits.push(misfit);
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

/** The words of AWS's own validation, which begins every member with a small letter. */
function messageOf(misfits: Misfit[]): string {
  const count = misfits.length === 1 ? '1 validation error' : `${misfits.length} validation errors`;
  const failures = misfits.map(({ path, value, must }) => {
    const where = path.replace(/(^|\.)([A-Z])/g, (_all, dot: string, letter: string) => dot + letter.toLowerCase());
    return `Value ${quotedOf(value, must)}at '${where}' failed to satisfy constraint: ${must}`;
  });
  return `${count} detected: ${failures.join('; ')}`;
}

function quotedOf(value: string | undefined, must: string): string {
  if (value === undefined) return '';
  return must === mustNotBeNull ? `${value} ` : `'${value}' `;
}
