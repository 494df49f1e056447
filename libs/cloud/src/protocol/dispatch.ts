import { randomUUID } from 'node:crypto';
import { AwsError, type AwsProtocol, type AwsService, isRead, type Operation, type Store } from '../kernel';
import { type Calls } from './calls';
import { type CheckErrors, checkInput } from './check';
import { constrainBy } from './constrain';
import { jsonErrors, parseJson, renderJson, renderJsonError } from './json';
import { parseQuery, queryErrors, renderQuery, renderQueryError } from './query';
import { operationShape, type OperationShape } from './shape';
import { readSignature } from './signature';

/** An API call as it came over the wire. */
export interface WireRequest {
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: string;
  /** The address that the caller used, as `http://127.0.0.1:4566`. */
  endpoint: string;
  /** Aborted when the caller has gone. */
  signal?: AbortSignal;
}

/** What goes back. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers API calls: what wraps it may refuse, delay or count them. */
export type Dispatch = (request: WireRequest) => Promise<WireAnswer>;

/** What API calls are dispatched to. */
export interface DispatchOptions {
  services: AwsService[];
  account: string;
  calls: Calls;
  store: Store;
}

/** Answers API calls: finds service and operation, checks signature and input, runs it, renders what comes out. */
export const createDispatcher =
  (options: DispatchOptions): Dispatch =>
  async (request) => {
    const requestId = randomUUID();
    const target = findTarget(options.services, request);
    try {
      return await answer(options, request, target, requestId);
    } catch (error) {
      return refuse(asAwsError(error), target.protocol, requestId);
    }
  };

/** What a call is for; a service or operation that is not known is refused later, in the caller's protocol. */
export interface Target {
  protocol: AwsProtocol;
  service: AwsService | undefined;
  operation: string;
  form: URLSearchParams | undefined;
}

async function answer(
  { account, calls, store }: DispatchOptions,
  { headers, body, endpoint, signal }: WireRequest,
  { protocol, service, operation, form }: Target,
  requestId: string,
): Promise<WireAnswer> {
  const { region } = signatureOf(headers, protocol);
  if (!service) throw unknownOperation(operation, protocol);
  calls.count(service.id, operation);
  const schemas = await service.schemas;
  const shape = operationShape(schemas, operation);
  if (!shape) throw unknownOperation(operation, protocol);
  const run = operationOf(service, operation);
  const parsed = form ? parseQuery(form, shape.input) : parseJson(body);
  const constrain = service.constraints && constrainBy(service.constraints, schemas);
  const input = checkInput(parsed, shape.input, errorsOf(service, operation), constrain);
  const output = await run(input, { region, account, requestId, endpoint, signal });
  // Acknowledged is only what a SIGKILL cannot take back.
  if (!isRead(operation)) await store.flush();
  return succeed(output, shape, protocol, requestId);
}

/** What a service says to a request that does not fit. */
function errorsOf({ protocol, constraints }: AwsService, operation: string): CheckErrors {
  const errors = protocol.kind === 'json' ? jsonErrors : queryErrors;
  if (!constraints) return errors;
  const { missing, message } = constraints;
  return { ...errors, validation: constraints.code(operation), missing, message };
}

/** Finds what a call is for. */
export function findTarget(services: AwsService[], { headers, body }: WireRequest): Target {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const [prefix, operation = ''] = target.split('.');
    const service = services.find(({ protocol }) => protocol.kind === 'json' && protocol.targetPrefix === prefix);
    return { protocol: service?.protocol ?? unknownJson, service, operation, form: undefined };
  }
  const form = new URLSearchParams(body);
  const version = form.get('Version');
  const service = services.find(({ protocol }) => protocol.kind === 'query' && protocol.version === version);
  return { protocol: service?.protocol ?? unknownQuery, service, operation: form.get('Action') ?? '', form };
}

const unknownJson: AwsProtocol = { kind: 'json', targetPrefix: '', version: '1.1' };
const unknownQuery: AwsProtocol = { kind: 'query', version: '', namespace: 'https://webservices.amazon.com/' };

function signatureOf(headers: WireRequest['headers'], { kind }: AwsProtocol): { region: string } {
  const signature = readSignature(headers['authorization']);
  const suffix = kind === 'json' ? 'Exception' : '';
  if (signature === undefined)
    throw new AwsError(`MissingAuthenticationToken${suffix}`, 'Missing Authentication Token', 403);
  if (signature !== 'malformed') return signature;
  throw new AwsError(`IncompleteSignature${suffix}`, 'The Authorization header is not one of Signature Version 4', 403);
}

function unknownOperation(operation: string, { kind }: AwsProtocol): AwsError {
  if (kind === 'json') return new AwsError('UnknownOperationException', `The operation ${operation} does not exist`);
  return new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
}

/** An operation that AWS has and the embedded cloud has not says so: a silent success would be a lie. */
function operationOf({ id, operations }: AwsService, operation: string): Operation {
  const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (run) return run as Operation;
  throw new AwsError('NotImplemented', `${id} ${operation} is not built into the embedded cloud`, 501);
}

function succeed(output: unknown, shape: OperationShape, protocol: AwsProtocol, requestId: string): WireAnswer {
  const body =
    protocol.kind === 'json'
      ? renderJson(output, shape.output)
      : renderQuery(output, shape.output, shape.name, protocol.namespace, requestId);
  return { status: 200, headers: headersOf(protocol, requestId), body };
}

/** An error as the caller's protocol says it. */
export function refuse(error: AwsError, protocol: AwsProtocol, requestId: string): WireAnswer {
  const headers = headersOf(protocol, requestId);
  if (protocol.kind === 'query') {
    return { status: error.status, headers, body: renderQueryError(error, protocol.namespace, requestId) };
  }
  const queryError: Record<string, string> =
    error.queryCode === undefined ? {} : { 'x-amzn-query-error': `${error.queryCode};${sideOf(error.status)}` };
  return {
    status: error.status,
    headers: { ...headers, ...queryError, 'x-amzn-errortype': error.code },
    body: renderJsonError(error),
  };
}

const sideOf = (status: number): string => (status < 500 ? 'Sender' : 'Receiver');

const headersOf = (protocol: AwsProtocol, requestId: string): Record<string, string> => ({
  'content-type': protocol.kind === 'json' ? `application/x-amz-json-${protocol.version}` : 'text/xml',
  'x-amzn-requestid': requestId,
});

/** What is no AWS error is a bug of the embedded cloud: it answers 500, with the stack for whoever mends it. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', `a bug of the embedded cloud: ${text}`, 500);
}
