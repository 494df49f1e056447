import { z } from 'zod';
import { digestSchema } from './digest';

/** The file that pins the base of a workspace's images, relative to the workspace. */
export const baseImageFile = 'deploy/base-image.json';

/** The file `deploy/base-image.json`: what `longshore base-image set` has found. */
export const baseImageSchema = z.strictObject({
  $schema: z.string().optional(),
  image: z.string().min(1).describe('The reference, as it was given to `longshore base-image set`'),
  digest: digestSchema.describe('What the reference named when it was resolved'),
  platforms: z
    .record(z.string().regex(/^linux\/(amd64|arm64)$/, 'expected linux/amd64 or linux/arm64'), digestSchema)
    .refine((platforms) => Object.keys(platforms).length > 0, 'expected at least one platform')
    .describe('Digest of the image, by platform'),
  libc: z.enum(['glibc', 'musl']).describe('Its C library: which packages with native code run on it'),
  node: z.string().startsWith('/', 'expected a path such as /usr/local/bin/node').describe('Path of node in it'),
});

/** The base that a workspace has chosen. */
export type BaseImage = z.infer<typeof baseImageSchema>;

/** By this step in its history an image tells that it stands on a base that was made of the Node at hand. */
export const madeBaseStep = 'longshore: base of the Node at hand';
