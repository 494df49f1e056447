import { type LockEntry } from './lockfile';

/** What an image runs on, in the words of Node: `linux`, `x64`, `glibc`. */
export interface Platform {
  os: string;
  cpu: string;
  libc: string;
}

/** Whether an optional package is for the platform: by npm's rules, and by its name where the lockfile knows no libc. */
export const suits = (entry: LockEntry, platform: Platform): boolean =>
  allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu) && allows(libcOf(entry), platform.libc);

/** npm 10 and older leave `libc` out of the lockfile: what is for musl then says so in its name alone. */
function libcOf({ name = '', os = [], libc }: LockEntry): string[] | undefined {
  if (libc || !os.includes('linux')) return libc;
  const [, named] = /(?:^|[-_.]|linux)(musl|gnu|glibc)(?:eabi(?:hf)?)?(?:$|[-_.])/.exec(name) ?? [];
  return named === undefined ? undefined : [named === 'musl' ? 'musl' : 'glibc'];
}

/** npm's rule for `os`, `cpu` and `libc`: names are allowed, names after `!` are not. */
function allows(list: string[] | undefined, value: string): boolean {
  if (!list || list.length === 0 || list.includes('any')) return true;
  if (list.includes(`!${value}`)) return false;
  const allowed = list.filter((name) => !name.startsWith('!'));
  return allowed.length === 0 || allowed.includes(value);
}

/** The names by which OCI knows Node's architectures. */
export const ociArchitecture = (cpu: string): string => ({ x64: 'amd64', ia32: '386' })[cpu] ?? cpu;
