import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { hexOf, verified } from '../image/blobs';
import { type ImageDescription, readImage } from '../image/read-image';
import { type ImageConfig, type ImageSource, type PreparedImage } from '../runtime';
import { SharedWork } from '../shared-work';
import { compose, type UnpackedLayer } from './compose';
import { stagedFolder } from '../staged-folder';
import { unpackLayer } from './unpack-layer';

/** An image whose files lie on this machine. */
export interface StoredImage {
  readonly config: ImageConfig;
  /** The folder that stands for the image's `/`; only what lies below its working directory is there. */
  readonly root: string;
}

/**
 * The folder where unpacked images are kept:
 * `layers/LAYER-WORKDIR/` what a layer has below a working directory (nothing, for a base: so it is read only once),
 * `images/MANIFEST/` the image's config, the names of its layers, and its root, made of hard links into `layers/`,
 * `scratch/` what is being made.
 */
export class ImageStore {
  private readonly layers = new SharedWork<void>();
  private readonly images = new SharedWork<PreparedImage>();

  constructor(private readonly dir: string) {}

  /** Where things are made before they are renamed into place; each name begins with the process id of its maker. */
  get scratch(): string {
    return join(this.dir, 'scratch');
  }

  /** The image of a manifest's digest, where it is here. */
  async find(digest: string): Promise<StoredImage | undefined> {
    const folder = this.imageFolder(digest);
    try {
      const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as ImageConfig;
      return { config, root: join(folder, 'root') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Brings the image here, unless it is. */
  async add(source: ImageSource, signal?: AbortSignal): Promise<PreparedImage> {
    const here = await this.find(source.digest);
    if (here) return { digest: source.digest, config: here.config };
    return this.images.do(source.digest, (shared) => this.fetch(source, shared), signal);
  }

  private async fetch(source: ImageSource, signal: AbortSignal): Promise<PreparedImage> {
    const image = await readImage(source, signal);
    const workdir = workdirOf(image.config);
    const layers = await Promise.all(image.layers.map(({ digest }) => this.layer(source, digest, workdir, signal)));
    await stagedFolder(this.imageFolder(image.digest), this.scratch, async (folder) => {
      const target = join(folder, 'root', workdir);
      await mkdir(target, { recursive: true });
      await compose(layers, target);
      await writeFile(join(folder, 'config.json'), JSON.stringify(image.config));
      const names = image.layers.map(({ digest }) => basename(this.layerFolder(digest, workdir)));
      await writeFile(join(folder, 'layers.json'), JSON.stringify(names));
    });
    return pick(image);
  }

  /** Removes the images that are not needed, and the layers that no image has any more. */
  async prune(isNeeded: (digest: string) => boolean): Promise<void> {
    const images = join(this.dir, 'images');
    const layers = join(this.dir, 'layers');
    for (const hex of await namesIn(images)) {
      if (!isNeeded(`sha256:${hex}`)) await this.discard(join(images, hex));
    }
    const lists = (await namesIn(images)).map((hex) => layersOf(join(images, hex)));
    const used = new Set((await Promise.all(lists)).flat());
    for (const name of await namesIn(layers)) {
      // An image that is being made has layers already, but is no image yet.
      if (this.images.isIdle && !used.has(name)) await this.discard(join(layers, name));
    }
  }

  /** Removes a folder; nobody sees half of it. */
  private async discard(folder: string): Promise<void> {
    await mkdir(this.scratch, { recursive: true });
    const gone = join(this.scratch, `${process.pid}-pruned-${basename(folder)}`);
    await rename(folder, gone);
    await rm(gone, { recursive: true, force: true });
  }

  private async layer(
    source: ImageSource,
    digest: string,
    workdir: string,
    signal: AbortSignal,
  ): Promise<UnpackedLayer> {
    const folder = this.layerFolder(digest, workdir);
    await this.layers.do(folder, (shared) => this.unpack(source, digest, workdir, shared), signal);
    const hidden = JSON.parse(await readFile(join(folder, 'hidden.json'), 'utf8')) as string[];
    return { folder: join(folder, 'files'), hidden };
  }

  private unpack(source: ImageSource, digest: string, workdir: string, signal: AbortSignal): Promise<void> {
    return stagedFolder(this.layerFolder(digest, workdir), this.scratch, async (folder) => {
      await mkdir(join(folder, 'files'));
      const bytes = verified(await source.open(digest, signal), digest);
      const hidden = await unpackLayer(bytes, workdir, join(folder, 'files'));
      await writeFile(join(folder, 'hidden.json'), JSON.stringify(hidden));
    });
  }

  private imageFolder(digest: string): string {
    return join(this.dir, 'images', hexOf(digest));
  }

  private layerFolder(digest: string, workdir: string): string {
    const suffix = createHash('sha256').update(workdir).digest('hex').slice(0, 8);
    return join(this.dir, 'layers', `${hexOf(digest)}-${suffix}`);
  }
}

const pick = ({ digest, config }: ImageDescription): PreparedImage => ({ digest, config });

/** What is in a folder; nothing where it is not there. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function layersOf(image: string): Promise<string[]> {
  const text = await readFile(join(image, 'layers.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as string[];
}

/** The working directory relative to the image's root, '' where the image names none. */
export function workdirOf(config: ImageConfig): string {
  return posix.normalize(posix.join('/', config.WorkingDir ?? '/')).replace(/^\/|\/$/g, '');
}
