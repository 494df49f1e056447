import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { type ImageConfig } from '../runtime';

/** An entry of a layer: a file's content, or a tar header with content for everything else. */
export type LayerEntry = string | (Partial<Header> & { content?: string | Buffer });

/** A layer: entries by name, written in this order and compressed; or the bytes of a tar, kept as they are. */
export type Layer = Record<string, LayerEntry> | Buffer;

/** Writes an OCI image layout into `dir` from its layers (lowest first) and config; adds to a layout that is there. */
export async function writeImageLayout(
  dir: string,
  image: {
    layers: Layer[];
    config?: ImageConfig;
    /** ISO 8601. */
    created?: string;
    /** In OCI's words; that of this machine unless set. */
    architecture?: string;
  },
): Promise<{ digest: string; layers: string[] }> {
  mkdirSync(join(dir, 'blobs', 'sha256'), { recursive: true });
  const tars = await Promise.all(
    image.layers.map(async (layer) => (Buffer.isBuffer(layer) ? layer : gzipSync(await tarOf(layer), { level: 1 }))),
  );
  const layers = tars.map((tar) => ({
    mediaType: `application/vnd.oci.image.layer.v1.tar${isGzip(tar) ? '+gzip' : ''}`,
    ...blob(dir, tar),
  }));
  const { architecture = process.arch === 'x64' ? 'amd64' : process.arch } = image;
  const rootfs = { type: 'layers', diff_ids: tars.map((tar) => digestOf(isGzip(tar) ? gunzipSync(tar) : tar)) };
  const config = blob(
    dir,
    json({ architecture, os: 'linux', created: image.created, config: image.config ?? {}, rootfs }),
  );
  const manifest = blob(
    dir,
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers,
    }),
  );
  const descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest };
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(dir, 'index.json'), json({ schemaVersion: 2, manifests: [descriptor] }));
  return { digest: manifest.digest, layers: layers.map(({ digest }) => digest) };
}

/** Writes bytes as a blob of a layout. */
export function blob(dir: string, bytes: Buffer): { digest: string; size: number } {
  const digest = digestOf(bytes);
  const file = join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
  if (!existsSync(file)) writeFileSync(file, bytes);
  return { digest, size: bytes.length };
}

/** The tar of a layer, uncompressed. */
export async function tarOf(layer: Record<string, LayerEntry>): Promise<Buffer> {
  const archive = pack();
  for (const [name, entry] of Object.entries(layer)) {
    const { content, ...header } = typeof entry === 'string' ? { content: entry } : entry;
    archive.entry({ name, mtime: new Date(0), ...header }, content ?? '');
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
