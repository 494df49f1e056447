import { execFile } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { LongshoreError } from '@longshore/model';
import { type Platform } from '../closure/platform';
import { sha256Hex } from '../hash';
import { type LayerCache } from '../layers/cache';
import { type LayerEntry } from '../layers/entry';
import { type Base } from './base';
import { type Layer, packerVersion, packLayer } from '../layers/pack';

/** The user that services run as; it has no name outside the image. */
export const imageUser = 65_532;

/** gzip takes 1.2 s at level 1 and 2.3 s at level 6, for a tenth less of a layer that is sent once. */
const gzipLevel = 1;

/**
 * The base that needs no registry and no engine: one layer, made of the Node that runs this: its binary, the shared libraries that it links, the
 * root certificates it knows, and the few files of /etc that the C library reads.
 * @throws LS2007 where this machine's Node does not run on the image's platform
 */
export async function madeBase(cache: LayerCache, platform: Platform, signal?: AbortSignal): Promise<Base> {
  const layer = await baseLayer(cache, platform, signal);
  const content = { layers: [layer], environment: ['PATH=/usr/local/bin:/usr/bin:/bin'] };
  return { digest: layer.digest, isMade: true, node: '/usr/local/bin/node', load: () => Promise.resolve(content) };
}

async function baseLayer(cache: LayerCache, platform: Platform, signal?: AbortSignal): Promise<Layer> {
  refuseOtherPlatform(platform);
  const node = realpathSync(process.execPath);
  const libraries = await linkedLibraries(node, signal);
  const key = baseKey([node, ...libraries]);
  return cache.layer(key, (blobs) => packLayer(baseEntries(node, libraries), blobs, gzipLevel, signal));
}

/** Only finds what this machine made before: the layer's own digest is of the contents alone. */
const baseKey = (files: string[]): string =>
  sha256Hex(
    JSON.stringify([
      'base',
      packerVersion,
      process.version,
      ...files.map((file) => [file, statSync(file).size, statSync(file).mtimeMs]),
    ]),
  );

const baseEntries = (node: string, libraries: string[]): LayerEntry[] => [
  { type: 'directory', path: 'tmp', mode: 0o1777 },
  executable('usr/local/bin/node', node),
  ...libraries.map((library) => executable(library.slice(1), realpathSync(library))),
  text('etc/ssl/certs/ca-certificates.crt', rootCertificates.join('\n')),
  text(
    'etc/passwd',
    `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${imageUser}:${imageUser}:nonroot:/tmp:/sbin/nologin`,
  ),
  text('etc/group', `root:x:0:\nnonroot:x:${imageUser}:`),
  text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns'),
];

const executable = (path: string, file: string): LayerEntry => ({
  type: 'file',
  path,
  executable: true,
  content: { file, size: statSync(file).size },
});

const text = (path: string, lines: string): LayerEntry => ({
  type: 'file',
  path,
  executable: false,
  content: Buffer.from(`${lines}\n`),
});

/** Paths of the shared libraries and their loader, and of those that an older glibc loads by name to resolve hosts. */
async function linkedLibraries(binary: string, signal?: AbortSignal): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [binary], { signal }).catch((error: Error) => {
    throw notPossible(`ldd ${binary} failed: ${error.message}`, error);
  });
  const linked = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? []);
  const libc = linked.find((path) => /\/libc\.so\.6$/.test(path));
  const loadedByName = libc
    ? ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'].map((name) => join(dirname(libc), name))
    : [];
  return [...new Set([...linked, ...loadedByName.filter((path) => existsSync(path))])].sort();
}

function refuseOtherPlatform(platform: Platform): void {
  if (process.platform === platform.os && process.arch === platform.cpu) return;
  throw notPossible(
    `this Node is for ${process.platform} on ${process.arch}, the image for ${platform.os} on ${platform.cpu}`,
  );
}

const notPossible = (why: string, cause?: Error): LongshoreError =>
  new LongshoreError('LS2007', {
    what: 'the base image cannot be made from the Node at hand',
    why,
    fix: 'build the image on a Linux machine of the architecture that service.json names',
    cause,
  });
