import { AwsError } from '../kernel';
import { type CheckErrors } from './check';
import { type Member, type Shape } from './shape';

/** What JSON services call a request that does not fit. */
export const jsonErrors: CheckErrors = { serialization: 'SerializationException', validation: 'ValidationException' };

/** Parses a request's body; an empty one is an empty object. */
export function parseJson(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError(jsonErrors.serialization, 'The request body is not JSON');
  }
}

/** An operation's output as JSON text: timestamps are seconds since 1970, blobs base64. */
export const renderJson = (output: unknown, shape: Shape): string => JSON.stringify(toJson(output, shape) ?? {});

function toJson(value: unknown, shape: Shape): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'structure':
      return structureToJson(value as Record<string, unknown>, shape.members);
    case 'list':
      return (value as unknown[]).map((item) => toJson(item, shape.member()));
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, shape.value())]));
    case 'timestamp':
      return value instanceof Date ? value.getTime() / 1000 : value;
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return value;
  }
}

/** Members that are not there leave no trace: most structures have many more than are used. */
function structureToJson(value: Record<string, unknown>, members: Member[]): object {
  const json: Record<string, unknown> = {};
  for (const { name, shape } of members) {
    const item = value[name];
    if (item !== undefined && item !== null) json[name] = toJson(item, shape());
  }
  return json;
}

/** An error in the shape in which the SDKs look for it. */
export const renderJsonError = ({ code, message, fields }: AwsError): string =>
  JSON.stringify({ __type: code, message, ...fields });
