import { type Constraints } from './constraints';

/** Where a call comes from: read off the signature's credential scope. */
export interface CallContext {
  region: string;
  account: string;
  requestId: string;
  /** The address that the caller used, as `http://127.0.0.1:4566`. */
  endpoint: string;
  /** Aborted when the caller has gone, who waits for the answer no more. */
  signal?: AbortSignal;
}

/** One operation of an emulated service: input as the SDK's shape of it, already checked against the schema. */
export type Operation<Input = unknown, Output = unknown> = (
  input: Input,
  context: CallContext,
) => Output | Promise<Output>;

/** The operations of an emulated service by name; what is not in it answers 501. */
export type OperationTable = Record<string, Operation<never>>;

/** An emulated service. */
export interface AwsService {
  /** The name in the signature's scope and in `GET /_cloud/calls`, as `ecs`. */
  id: string;
  protocol: AwsProtocol;
  /**
   * The SDK's exported schemas, by export name (`DescribeServices$`, …): they drive checks and serialisation. A getter
   * that imports them does so at the first call only: a start is faster so.
   */
  readonly schemas: Record<string, unknown> | Promise<Record<string, unknown>>;
  /** What values have to be beyond their types; where it is missing, types alone are checked. */
  constraints?: Constraints | undefined;
  operations: OperationTable;
}

/** How a service's calls look on the wire. */
export type AwsProtocol =
  /** `X-Amz-Target: <prefix>.<Operation>`, JSON in and out. */
  | { kind: 'json'; targetPrefix: string; version: '1.0' | '1.1' }
  /** `Action=<Operation>&Version=<version>` in a form, XML out. */
  | { kind: 'query'; version: string; namespace: string };

/** Whether an operation leaves the state as it is, by AWS's naming. */
export const isRead = (operation: string): boolean => /^(Describe|List|Get|BatchGet|BatchCheck|Filter)/.test(operation);
