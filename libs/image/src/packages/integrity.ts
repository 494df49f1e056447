import { createHash } from 'node:crypto';

/** A hash of an archive's bytes. */
export interface ArchiveHash {
  algorithm: string;
  hex: string;
}

const strongestFirst = ['sha512', 'sha384', 'sha256', 'sha1'];

/** The strongest hash that an `integrity` of a lockfile has; undefined if Node knows none of them. */
export function strongestHash(integrity: string): ArchiveHash | undefined {
  const hashes = integrity.split(/\s+/).map((each) => /^(sha\d+)-([A-Za-z0-9+/]+=*)/.exec(each) ?? []);
  for (const algorithm of strongestFirst) {
    const base64 = hashes.find(([, name]) => name === algorithm)?.[2];
    if (base64 !== undefined) return { algorithm, hex: Buffer.from(base64, 'base64').toString('hex') };
  }
  return undefined;
}

/** Whether the bytes of an archive have a hash. */
export const hasHash = (bytes: Buffer, { algorithm, hex }: ArchiveHash): boolean =>
  createHash(algorithm).update(bytes).digest('hex') === hex;
