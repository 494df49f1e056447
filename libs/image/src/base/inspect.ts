import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type BaseImage, LongshoreError } from '@longshore/model';
import { type BaseConfig } from './base-manifest';

/** What a base has to have for a service to run on it. */
export type BaseTraits = Pick<BaseImage, 'libc' | 'node'>;

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Finds node and the C library in the layers of an image.
 * @param layers paths of their files, the lowest first
 * @throws LS2009 where there is no node
 */
export async function inspectBase(image: string, { config }: BaseConfig, layers: string[]): Promise<BaseTraits> {
  const paths = new Set((await Promise.all(layers.map(pathsIn))).flat());
  const path = config?.Env?.find((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? defaultPath;
  const [program = ''] = config?.Entrypoint ?? [];
  const candidates = [
    ...path.split(':').map((folder) => posix.join(folder, 'node')),
    ...(posix.basename(program) === 'node' ? [program] : []),
  ];
  const node = candidates.find((candidate) => paths.has(candidate));
  if (node === undefined) throw withoutNode(image, candidates);
  const isMusl = [...paths].some((each) => /^(\/usr)?\/lib\/ld-musl-/.test(each));
  return { node, libc: isMusl ? 'musl' : 'glibc' };
}

/** The absolute paths of the entries of a layer. */
async function pathsIn(file: string): Promise<string[]> {
  const paths: string[] = [];
  const archive = extract();
  archive.on('entry', ({ name }, stream, next) => {
    paths.push(posix.join('/', name));
    stream.on('end', next).resume();
  });
  await pipeline(createReadStream(file), createGunzip(), archive);
  return paths;
}

const withoutNode = (image: string, candidates: string[]): LongshoreError =>
  new LongshoreError('LS2009', {
    what: `the base image ${image} has no Node`,
    why: `there is no ${candidates.join(', no ')}`,
    fix: 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
  });
