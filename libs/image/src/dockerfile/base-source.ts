import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Digest } from '@longshore/model';
import { type ImageSource } from '@longshore/runtime';
import { type BaseContent } from '../base/base';
import { type Parts } from '../build/builder';
import { baseConfig, imageManifest } from '../build/config';
import { hexOf, sha256 } from '../hash';

/** The workspace's base alone as an image, for an engine to build on. */
export function baseSource(parts: Pick<Parts, 'base' | 'platform' | 'cache'>, content: BaseContent): ImageSource {
  const layers = content.layers.map((layer) => ({ kind: 'base' as const, ...layer }));
  const config = baseConfig(parts, content, layers);
  const manifest = imageManifest({ digest: sha256(config), size: config.length }, layers);
  const documents = new Map([config, manifest].map((document) => [sha256(document) as string, document]));
  return {
    digest: sha256(manifest),
    open: (digest) => {
      const document = documents.get(digest);
      const file = join(parts.cache.blobs, hexOf(digest as Digest));
      return Promise.resolve(document ? Readable.from([document]) : createReadStream(file));
    },
  };
}
