import { type Constraint, type Constraints } from '../kernel';

/** A value that does not fit. */
export interface Misfit {
  /** As `containerDefinitions.1.member.portMappings`. */
  path: string;
  /** None where errors keep it to themselves. */
  value: string | undefined;
  /** As `Member must have length less than or equal to 36`. */
  must: string;
}

/** Tells what of a member does not fit, in the words of AWS's validation. */
export type Constrain = (structure: string, member: string, path: string, value: unknown) => Misfit | undefined;

/**
 * Checks values against a service's constraints.
 * @param exports those of the service's SDK, which list the values of enums
 */
export function constrainBy({ members }: Constraints, exports: Record<string, unknown>): Constrain {
  return (structure, member, path, value) => {
    const name = `${structure}.${member}`;
    const constraint = Object.hasOwn(members, name) ? members[name] : undefined;
    const must = constraint && mustOf(value, constraint, exports);
    if (!constraint || must === undefined) return undefined;
    return { path, value: constraint.secret ? undefined : shown(value), must };
  };
}

function mustOf(value: unknown, constraint: Constraint, exports: Record<string, unknown>): string | undefined {
  if (typeof value === 'number') return mustOfNumber(value, constraint);
  if (typeof value === 'string')
    return mustOfLength(value.length, constraint) ?? mustOfText(value, constraint, exports);
  if (value instanceof Uint8Array) return mustOfLength(value.length, constraint);
  if (!Array.isArray(value)) return undefined;
  const wrong = mustOfLength(value.length, constraint);
  if (wrong !== undefined) return wrong;
  const items = value.filter((item) => typeof item === 'string');
  const inner = items.map((item) => mustOfText(item, constraint, exports)).find((must) => must !== undefined);
  return inner === undefined ? undefined : `Member must satisfy constraint: [${inner}]`;
}

function mustOfNumber(value: number, { range }: Constraint): string | undefined {
  if (!range) return undefined;
  if (value < range[0]) return `Member must have value greater than or equal to ${range[0]}`;
  return value > range[1] ? `Member must have value less than or equal to ${range[1]}` : undefined;
}

function mustOfLength(size: number, { length }: Constraint): string | undefined {
  if (!length) return undefined;
  if (size < length[0]) return `Member must have length greater than or equal to ${length[0]}`;
  return size > length[1] ? `Member must have length less than or equal to ${length[1]}` : undefined;
}

function mustOfText(text: string, { oneOf, pattern }: Constraint, exports: Record<string, unknown>) {
  const values = oneOf === undefined ? undefined : Object.values(exports[oneOf] as Record<string, string>);
  if (values && !values.includes(text)) return `Member must satisfy enum value set: [${values.join(', ')}]`;
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(text)) return undefined;
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

const shown = (value: unknown): string => (Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value));
