/**
 * What a value may look like, read from the schemas that `@aws-sdk/client-*` exports.
 * Their encoding: a number for a simple type (64 and 128 added: a list or a map of it), an array that begins with its
 * kind for all else, a function where a definition comes later (source: `@smithy/types`, `schema/static-schemas`).
 */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' }
  | { kind: 'list'; member: () => Shape; flat: boolean }
  | { kind: 'map'; value: () => Shape; flat: boolean; keyName: string; valueName: string }
  | { kind: 'structure'; name: string; members: Member[] };

/** One member of a structure. */
export interface Member {
  name: string;
  /** Its name in the Query protocol, where that differs. */
  queryName: string;
  shape: () => Shape;
  required: boolean;
}

/** An operation of a service: what goes in and what comes out. */
export interface OperationShape {
  name: string;
  input: Shape;
  output: Shape;
}

type Traits = Record<string, unknown> | number;
type Reference = number | 'unit' | unknown[] | (() => Reference);

/** What an operation gives or takes that the service's model gives no structure. */
const nothing: Shape = { kind: 'structure', name: 'Unit', members: [] };

const cache = new WeakMap<object, Shape>();

/**
 * Finds an operation among a service's exported schemas.
 * @returns undefined where the service has no such operation
 */
export function operationShape(schemas: Record<string, unknown>, operation: string): OperationShape | undefined {
  const schema = schemas[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== 9) return undefined;
  return { name: operation, input: shapeOf(schema[4] as Reference), output: shapeOf(schema[5] as Reference) };
}

function shapeOf(reference: Reference, traits: Traits = 0): Shape {
  if (typeof reference === 'function') return shapeOf(reference(), traits);
  if (typeof reference === 'number') return simpleShape(reference, traits);
  if (reference === 'unit') return nothing;
  // A member with traits of its own is a pair of both.
  if (reference.length === 2) return shapeOf(reference[0] as Reference, reference[1] as Traits);
  const known = cache.get(reference);
  if (known) return known;
  const shape = namedShape(reference, traits);
  cache.set(reference, shape);
  return shape;
}

const flatness = (traits: Traits) => ({ flat: typeof traits === 'object' && 'xmlFlattened' in traits });

function simpleShape(type: number, traits: Traits): Shape {
  if (type & 128) {
    return { kind: 'map', value: () => simpleShape(type & ~128, 0), ...flatness(traits), ...entryNames(0, 0) };
  }
  if (type & 64) return { kind: 'list', member: () => simpleShape(type & ~64, 0), ...flatness(traits) };
  switch (type) {
    case 1:
    case 17:
    case 19:
      return { kind: 'number' };
    case 2:
      return { kind: 'boolean' };
    case 4:
    case 5:
    case 6:
    case 7:
      return { kind: 'timestamp' };
    case 15:
      return { kind: 'document' };
    case 21:
    case 42:
      return { kind: 'blob' };
    default:
      return { kind: 'string' };
  }
}

function namedShape(schema: unknown[], traits: Traits): Shape {
  const [kind, , name, ownTraits, ...rest] = schema as [number, string, string, Traits, ...unknown[]];
  const merged = { ...(typeof ownTraits === 'object' ? ownTraits : {}), ...(typeof traits === 'object' ? traits : {}) };
  switch (kind) {
    case 0:
      return shapeOf(rest[0] as Reference, merged);
    case 1:
      return { kind: 'list', member: () => shapeOf(rest[0] as Reference), ...flatness(merged) };
    case 2:
      return {
        kind: 'map',
        value: () => shapeOf(rest[1] as Reference),
        ...flatness(merged),
        ...entryNames(rest[0], rest[1]),
      };
    default:
      return { kind: 'structure', name, members: membersOf(rest) };
  }
}

/** What the Query protocol calls the two halves of a map's entry. */
const entryNames = (key: unknown, value: unknown) => ({
  keyName: xmlName(key) ?? 'key',
  valueName: xmlName(value) ?? 'value',
});

/** The traits of a pair of a schema and its traits. */
const xmlName = (reference: unknown): string | undefined =>
  Array.isArray(reference) && reference.length === 2
    ? ((reference as [unknown, { xmlName?: string } | number])[1] as { xmlName?: string }).xmlName
    : undefined;

/** The members that are required come first; how many they are stands last. */
function membersOf([names, references, required = 0]: unknown[]): Member[] {
  return ((names ?? []) as string[]).map((name, index) => ({
    name,
    queryName: xmlName((references as Reference[])[index]) ?? name,
    shape: () => shapeOf((references as Reference[])[index] ?? 0),
    required: index < (required as number),
  }));
}
