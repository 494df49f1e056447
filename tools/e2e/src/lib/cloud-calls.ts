/** Calls of AWS operations by service, since the cloud's start or reset. */
export type CallCounts = Record<string, Record<string, number>>;

/** What the embedded cloud counted so far. */
export const cloudCalls = async (endpoint: string): Promise<CallCounts> =>
  (await (await fetch(`${endpoint}/_cloud/calls`)).json()) as CallCounts;

/** The calls that came between two counts and that change something, as `ecs.UpdateService`. */
export function writesBetween(before: CallCounts, after: CallCounts): string[] {
  return Object.entries(after).flatMap(([service, operations]) =>
    Object.entries(operations)
      .filter(([operation, count]) => !isRead(operation) && count > (before[service]?.[operation] ?? 0))
      .map(([operation]) => `${service}.${operation}`),
  );
}

const isRead = (operation: string) => /^(Describe|List|Get|BatchGet|BatchCheck)/.test(operation);
