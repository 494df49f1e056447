import { createHash } from 'node:crypto';
import { type Digest } from '@longshore/model';

/** The content address of some bytes. */
export const sha256 = (data: string | Uint8Array): Digest => `sha256:${sha256Hex(data)}`;

/** The 64 hexadecimal digits of the SHA-256 of some bytes. */
export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The hexadecimal digits of a digest. */
export const hexOf = (digest: Digest): string => digest.slice('sha256:'.length);

/** Orders strings by code unit: the same in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
