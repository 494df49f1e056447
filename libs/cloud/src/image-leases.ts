import { type ImageSource, type PreparedImage, type Runtime } from '@longshore/runtime';
import { type UsedImages } from './ecs';
import { type Clock, type Images } from './kernel';

/** What leases of images work with. */
export interface ImageLeasesOptions {
  runtime: Runtime;
  clock: Clock;
  images: Images;
  used: () => UsedImages;
}

/** How long an image that nothing uses stays after its last start, and how often that is looked at, in milliseconds. */
const [keptFor, lookEvery] = [60 * 60_000, 10 * 60_000];

/** Has a runtime remove the images that no active task definition and no task uses any more. */
export class ImageLeases {
  /** When each image was last asked for, in milliseconds since 1970. */
  private readonly lastUse = new Map<string, number>();
  private cancel: (() => void) | undefined;
  private looking: Promise<void> = Promise.resolve();

  /** The runtime that all are to use: what it makes ready is noted. */
  readonly runtime: Runtime;

  constructor(private readonly options: ImageLeasesOptions) {
    const { runtime } = options;
    this.runtime = {
      kind: runtime.kind,
      prepare: (source, signal) => this.prepare(source, signal),
      start: (spec, signal) => runtime.start(spec, signal),
      cleanUp: () => runtime.cleanUp(),
      prune: (isNeeded) => runtime.prune(isNeeded),
    };
  }

  /** Removes what a former life left and nothing uses, and from now on what falls out of use. */
  start(): void {
    this.lastUse.clear();
    this.look();
  }

  /** Looks no more; resolves when nothing is being removed. */
  async stop(): Promise<void> {
    this.cancel?.();
    await this.looking;
  }

  /** Removes every image, whatever uses it. */
  removeAll(): Promise<void> {
    return this.options.runtime.prune(() => false);
  }

  private async prepare(source: ImageSource, signal?: AbortSignal): Promise<PreparedImage> {
    const { runtime, clock } = this.options;
    this.lastUse.set(source.digest, clock.now());
    const image = await runtime.prepare(source, signal);
    // Of an index, the digest is another.
    this.lastUse.set(image.digest, clock.now());
    return image;
  }

  private look(): void {
    // An engine that does not answer now may do so the next time.
    this.looking = this.prune().catch(() => undefined);
    this.cancel = this.options.clock.after(lookEvery, () => this.look());
  }

  private async prune(): Promise<void> {
    const { runtime, clock, images, used } = this.options;
    const { references, digests } = used();
    const resolved = await Promise.allSettled(references.map((reference) => images.resolve(reference)));
    const named = new Set(digests);
    for (const result of resolved) if (result.status === 'fulfilled') named.add(result.value.digest);
    const since = clock.now() - keptFor;
    await runtime.prune((digest) => named.has(digest) || (this.lastUse.get(digest) ?? 0) > since);
  }
}
