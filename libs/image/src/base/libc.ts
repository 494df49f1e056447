import { closeSync, openSync, readSync } from 'node:fs';

/** Where the name of a program's loader stands at the latest (PT_INTERP of elf(5)), in bytes from its start. */
const headLength = 4096;

/** The C library that a program links, by the name of its loader: `/lib/ld-musl-x86_64.so.1` is musl's. */
export function libcOf(program: string): 'glibc' | 'musl' {
  const head = Buffer.alloc(headLength);
  const file = openSync(program, 'r');
  try {
    readSync(file, head, 0, headLength, 0);
  } finally {
    closeSync(file);
  }
  return head.includes('/ld-musl-') ? 'musl' : 'glibc';
}
