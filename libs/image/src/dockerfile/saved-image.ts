import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Digest } from '@longshore/model';
import { extract } from 'tar-stream';
import { sha256Hex } from '../hash';
import { type LayerCache } from '../layers/cache';
import { type Layer, packerVersion, storeLayer } from '../layers/pack';

/** Between 1 and 9. */
const gzipLevel = 6;

/** An image out of an engine: its config as the engine wrote it, its layers in the cache. */
export interface SavedImage {
  config: ImageConfig;
  layers: Layer[];
}

/** The part of an engine's image config that an OCI image has. */
export interface ImageConfig {
  architecture: string;
  os: string;
  variant?: string;
  config?: object;
  rootfs: { type: string; diff_ids: Digest[] };
  history?: { created?: string; created_by?: string; comment?: string; empty_layer?: boolean }[];
}

/**
 * Takes an image out of what `docker save` answers: layers that are not known are compressed into the cache.
 * @param known layers that the cache has, as those of the base
 */
export async function takeSavedImage(
  archive: Readable,
  known: Layer[],
  cache: LayerCache,
  signal: AbortSignal,
): Promise<SavedImage> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-saved-'));
  try {
    const files = await unpack(archive, folder, signal);
    const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(fileOf(files, name), 'utf8'));
    const [manifest] = (await json('manifest.json')) as { Config: string; Layers: string[] }[];
    if (!manifest) throw new Error('the engine saved no image');
    const config = (await json(manifest.Config)) as ImageConfig;
    const layers: Layer[] = [];
    for (const [index, diffId] of config.rootfs.diff_ids.entries()) {
      const file = fileOf(files, manifest.Layers[index] ?? '');
      layers.push(known.find((layer) => layer.diffId === diffId) ?? (await compress(file, diffId, cache, signal)));
    }
    return { config, layers };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes each file of a tar below the folder under a number, and returns the numbers' paths by name in the tar. */
async function unpack(archive: Readable, folder: string, signal: AbortSignal): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  const entries = extract();
  const [sent] = await Promise.allSettled([
    pipeline(archive, entries as unknown as NodeJS.WritableStream, { signal }),
    (async () => {
      for await (const entry of entries) {
        const { name, type, linkname } = entry.header;
        const file = join(folder, String(files.size));
        if (type === 'file') await pipeline(entry as unknown as Readable, createWriteStream(file), { signal });
        else entry.resume();
        if (type === 'file') files.set(name, file);
        // Engines save a layer that occurs twice as a link.
        if (type === 'symlink' && linkname) links.set(name, posix.join(dirname(name), linkname));
      }
    })(),
  ]);
  if (sent.status === 'rejected') throw sent.reason;
  for (const [name, target] of links) files.set(name, fileOf(files, target));
  return files;
}

function fileOf(files: Map<string, string>, name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new Error(`the engine saved an image without ${name || 'a layer'}`);
  return file;
}

/** Engines with containerd's image store save layers as they were pulled: compressed. */
async function compress(file: string, diffId: Digest, cache: LayerCache, signal: AbortSignal): Promise<Layer> {
  const key = sha256Hex(JSON.stringify(['saved', packerVersion, process.versions.zlib, diffId]));
  return cache.layer(key, async (blobs) => {
    const isCompressed = await isGzip(file);
    const open = () => createReadStream(file, { highWaterMark: 1 << 20 });
    const openTar = () => (isCompressed ? open().pipe(createGunzip()) : open());
    const layer = await storeLayer(openTar, blobs, gzipLevel, signal);
    if (layer.diffId !== diffId) throw new Error(`the engine saved ${layer.diffId} as layer ${diffId}`);
    return layer;
  });
}

async function isGzip(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 })) return (chunk as Buffer).readUInt16BE() === 0x1f8b;
  return false;
}
