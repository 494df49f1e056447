import { type AwsError } from '../kernel';
import { type CheckErrors } from './check';
import { type Shape } from './shape';

/** What Query services call a request that does not fit. */
export const queryErrors: CheckErrors = { serialization: 'MalformedInput', validation: 'ValidationError' };

/**
 * Reads an operation's input from a form: `Name=x`, `Tags.member.1.Key=y`, `Map.entry.1.key=z`.
 * @param shape tells lists from maps and text from numbers, which a form does not
 */
export function parseQuery(form: URLSearchParams, shape: Shape): unknown {
  return parse(new Map(form), '', shape) ?? {};
}

type Fields = Map<string, string>;

function parse(fields: Fields, prefix: string, shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
      return parseStructure(fields, prefix, shape);
    case 'list':
      return parseList(fields, shape.flat ? prefix : join(prefix, 'member'), prefix, shape.member());
    case 'map':
      return parseMap(fields, shape.flat ? prefix : join(prefix, 'entry'), shape);
    case 'number':
      return ifGiven(fields.get(prefix), (text) => (isNumber(text) ? Number(text) : text));
    case 'boolean':
      return ifGiven(fields.get(prefix), (text) => ({ true: true, false: false })[text.toLowerCase()] ?? text);
    default:
      return fields.get(prefix);
  }
}

function parseStructure(fields: Fields, prefix: string, shape: Extract<Shape, { kind: 'structure' }>): unknown {
  // A structure may hold itself (a rule's action, say): only what is there is followed.
  if (prefix !== '' && !hasBelow(fields, prefix)) return undefined;
  const entries = shape.members.map(({ name, queryName, shape: member }) => [
    name,
    parse(fields, join(prefix, queryName), member()),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function parseList(fields: Fields, prefix: string, whole: string, member: Shape): unknown[] | undefined {
  const items: unknown[] = [];
  for (let index = 1; has(fields, `${prefix}.${index}`); index++)
    items.push(parse(fields, `${prefix}.${index}`, member));
  // `Tags=` is how clients say that a list is empty.
  return items.length > 0 || fields.get(whole) === '' ? items : undefined;
}

function parseMap(
  fields: Fields,
  prefix: string,
  { keyName, valueName, value }: Extract<Shape, { kind: 'map' }>,
): Record<string, unknown> | undefined {
  const result: Record<string, unknown> = {};
  for (let index = 1; ; index++) {
    const key = fields.get(`${prefix}.${index}.${keyName}`);
    if (key === undefined) return index === 1 ? undefined : result;
    result[key] = parse(fields, `${prefix}.${index}.${valueName}`, value());
  }
}

const join = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
const has = (fields: Fields, name: string): boolean => fields.has(name) || hasBelow(fields, name);
const hasBelow = (fields: Fields, name: string): boolean =>
  [...fields.keys()].some((field) => field.startsWith(`${name}.`));
const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));
const ifGiven = <Value>(text: string | undefined, read: (text: string) => Value): Value | undefined =>
  text === undefined ? undefined : read(text);

/** An operation's output as the XML document of its answer. */
export function renderQuery(
  output: unknown,
  shape: Shape,
  operation: string,
  namespace: string,
  requestId: string,
): string {
  const result = element(`${operation}Result`, content(output ?? {}, shape));
  const metadata = element('ResponseMetadata', element('RequestId', escape(requestId)));
  return document(`${operation}Response`, namespace, result + metadata);
}

/** An error as Query services answer it. */
export function renderQueryError(
  { code, message, status, queryCode = code }: AwsError,
  namespace: string,
  requestId: string,
): string {
  const error = [
    element('Type', status < 500 ? 'Sender' : 'Receiver'),
    element('Code', escape(queryCode)),
    element('Message', escape(message)),
  ].join('');
  return document('ErrorResponse', namespace, element('Error', error) + element('RequestId', escape(requestId)));
}

function content(value: unknown, shape: Shape): string {
  switch (shape.kind) {
    case 'structure':
      return shape.members
        .map(({ name, queryName, shape: member }) =>
          named(queryName, (value as Record<string, unknown>)[name], member()),
        )
        .join('');
    case 'list':
      return (value as unknown[]).map((item) => named('member', item, shape.member())).join('');
    case 'map':
      return entries(value as object, shape)
        .map((entry) => element('entry', entry))
        .join('');
    case 'timestamp':
      return (value as Date).toISOString();
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escape(String(value));
  }
}

const named = (name: string, value: unknown, shape: Shape): string => {
  if (value === undefined || value === null) return '';
  if (shape.kind === 'list' && shape.flat) {
    return (value as unknown[]).map((item) => named(name, item, shape.member())).join('');
  }
  if (shape.kind === 'map' && shape.flat) {
    return entries(value, shape)
      .map((entry) => element(name, entry))
      .join('');
  }
  return element(name, content(value, shape));
};

const entries = (map: object, { keyName, valueName, value }: Extract<Shape, { kind: 'map' }>): string[] =>
  Object.entries(map).map(([key, item]) => element(keyName, escape(key)) + named(valueName, item, value()));

const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`;
const document = (name: string, namespace: string, inner: string): string =>
  `<${name} xmlns="${namespace}">${inner}</${name}>`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
