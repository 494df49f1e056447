import { z } from 'zod';

/** A content address as OCI writes it: `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

const pattern = /^sha256:[a-f0-9]{64}$/;

/** Whether a string is a sha256 content address. */
export const isDigest = (value: string): value is Digest => pattern.test(value);

/** A digest in a file or a request. */
export const digestSchema = z.string().refine(isDigest, 'expected sha256: and 64 hexadecimal digits');
