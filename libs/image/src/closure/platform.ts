import { type LockEntry } from './lockfile';

/** What an image runs on, in the words of Node: `linux`, `x64`, `glibc`. */
export interface Platform {
  os: string;
  cpu: string;
  libc: string;
}

/** Whether npm would install an optional package there. */
export const suits = (entry: LockEntry, platform: Platform): boolean =>
  allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu) && allows(entry.libc, platform.libc);

/** npm's rule for `os`, `cpu` and `libc`: names are allowed, names after `!` are not. */
function allows(list: string[] | undefined, value: string): boolean {
  if (!list || list.length === 0 || list.includes('any')) return true;
  if (list.includes(`!${value}`)) return false;
  const allowed = list.filter((name) => !name.startsWith('!'));
  return allowed.length === 0 || allowed.includes(value);
}

/** The names by which OCI knows Node's architectures. */
export const ociArchitecture = (cpu: string): string => ({ x64: 'amd64', ia32: '386' })[cpu] ?? cpu;
