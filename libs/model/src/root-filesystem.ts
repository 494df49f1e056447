import { type Override } from './override';

/** What of a service says where its container may write. */
interface Writable {
  readonlyRootFilesystem: boolean;
  override?: Override | undefined;
}

/** A file system in memory, which ends with its container. */
interface Tmpfs {
  path: string;
  sizeMiB: number;
  /** Of mount(8), as `noexec`. */
  options?: string[];
}

/** What a container whose root is read-only may write to all the same. */
export const scratch = { path: '/tmp', sizeMiB: 64 } as const;

/** Whether a service's container may change none of its files: what is said in the words of ECS counts. */
export function hasReadonlyRoot({ readonlyRootFilesystem, override }: Writable): boolean {
  const overridden = override?.container?.['readonlyRootFilesystem'];
  return typeof overridden === 'boolean' ? overridden : readonlyRootFilesystem;
}

/** The file systems in memory of a service's container: those that it says in the words of ECS, in place of `scratch`. */
export function tmpfsOf(service: Writable): Tmpfs[] {
  const { tmpfs } = (service.override?.container?.['linuxParameters'] ?? {}) as { tmpfs?: EcsTmpfs[] };
  if (tmpfs) return tmpfs.map(plain);
  return hasReadonlyRoot(service) ? [scratch] : [];
}

/** As ECS has it: `Tmpfs` of a container definition's LinuxParameters. */
interface EcsTmpfs {
  containerPath?: string;
  size?: number;
  mountOptions?: string[];
}

const plain = ({ containerPath = '', size = 0, mountOptions }: EcsTmpfs): Tmpfs => ({
  path: containerPath,
  sizeMiB: size,
  ...(mountOptions ? { options: mountOptions } : {}),
});
