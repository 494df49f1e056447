import { type Override } from './override';

/** What a container whose root is read-only may write to all the same: it lies in memory, and ends with the container. */
export const scratch = { path: '/tmp', sizeMiB: 64 } as const;

/** Whether a service's container may change none of its files but those in `scratch`: what it says of it last counts. */
export function hasReadonlyRoot({
  readonlyRootFilesystem,
  override,
}: {
  readonlyRootFilesystem: boolean;
  override?: Override | undefined;
}): boolean {
  const overridden = override?.container?.['readonlyRootFilesystem'];
  return typeof overridden === 'boolean' ? overridden : readonlyRootFilesystem;
}
