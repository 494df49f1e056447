import { notBuilt } from './errors';

/**
 * Refuses members of a request that are given and not built; false and an empty list ask for nothing.
 * @throws AwsError UnsupportedOperationException
 */
export function refuseUnbuilt<Input extends object>(input: Input, members: readonly (keyof Input & string)[]): void {
  for (const member of members) {
    const value = input[member] as unknown;
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue;
    throw notBuilt(member);
  }
}
