import { type AwsService, isRead, type Operation, type Store } from '../kernel';
import { type Faults } from './faults';

/** What stale reads work with. */
export interface StaleReadOptions {
  faults: Faults;
  store: Store;
  /** Name of the slice that the service keeps its state in. */
  slice: string;
}

/** Shows reads what was there before a write for a while, as AWS does, whose reads are eventually consistent. */
export function withStaleReads(service: AwsService, { faults, store, slice }: StaleReadOptions): AwsService {
  const state = store.slice<Record<string, unknown>>(slice, () => ({}));
  let past: Record<string, unknown> = {};
  let left = 0;
  let plan = faults.current;
  const read =
    (run: Operation): Operation =>
    (input, context) => {
      // Another plan, or a reset of the cloud, ends what the former one began.
      if (left === 0 || plan !== faults.current) return run(input, context);
      left -= 1;
      return seeing(state, past, () => run(input, context));
    };
  const write =
    (operation: string, run: Operation): Operation =>
    async (input, context) => {
      const reads = faults.staleReadsAfter(service.id, operation);
      if (reads === 0) return run(input, context);
      const before = structuredClone(state);
      const output = await run(input, context);
      past = before;
      left = reads;
      plan = faults.current;
      return output;
    };
  const operations = Object.entries(service.operations).map(([name, run]) => [
    name,
    isRead(name) ? read(run as Operation) : write(name, run as Operation),
  ]);
  return {
    id: service.id,
    protocol: service.protocol,
    get schemas() {
      return service.schemas;
    },
    constraints: service.constraints,
    operations: Object.fromEntries(operations) as AwsService['operations'],
  };
}

/** Runs something on another state. Nothing else sees that: it is put back before anything else can run. */
function seeing<Result>(state: Record<string, unknown>, other: Record<string, unknown>, run: () => Result): Result {
  const now = { ...state };
  replace(state, other);
  try {
    return run();
  } finally {
    replace(state, now);
  }
}

function replace(state: Record<string, unknown>, by: Record<string, unknown>): void {
  for (const key of Object.keys(state)) delete state[key];
  Object.assign(state, by);
}
