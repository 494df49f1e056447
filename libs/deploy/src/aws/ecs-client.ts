import type * as Sdk from '@aws-sdk/client-ecs';
import { type Connection } from './connection';

/** What the adapters of ECS work with. */
export interface Ecs extends Connection {
  /** `once` repeats no request. */
  open: () => Promise<{ sdk: typeof Sdk; client: Sdk.ECSClient; once: Sdk.ECSClient }>;
}

/** The result of a call that succeeded. */
export function present<Value>(value: Value | undefined, operation: string): Value {
  if (value === undefined) throw new Error(`${operation} succeeded without a result`);
  return value;
}
