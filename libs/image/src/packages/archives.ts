import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Writable } from 'node:stream';
import { LongshoreError } from '@longshore/model';
import { sha256Hex } from '../hash';
import { cacheFolder } from '../layers/cache';
import { atMost } from './at-most';
import { fetchArchive, type FetchSettings } from './fetch-archive';
import { hasHash } from './integrity';
import { npmSettings } from './npm-settings';
import { type ArchivedPackage } from './origin';
import { applyPatches } from './patches';
import { type PinnedPackage } from './pin-packages';
import { filesBelow, type PackageFiles, unpack, withPrograms } from './unpack';

/** Archives that are fetched at a time: registries slow down who asks for more. */
const fetchesAtOnce = 8;

/**
 * The archives that a lockfile names: from npm's cache, which is read and never written to; otherwise fetched once and kept
 * in `.longshore/cache/archives`. Bytes that do not have the lockfile's hash are never taken.
 */
export class Archives {
  readonly #workspace: string;
  readonly #cache: string;
  readonly #output: Writable;
  #settings: Promise<Record<string, unknown>> | undefined;

  /**
   * @param cache folder of archives that the lockfile names by no hash
   * @param output gets a line if archives are fetched
   */
  constructor(workspace: string, cache: string, output: Writable) {
    this.#workspace = workspace;
    this.#cache = cache;
    this.#output = output;
  }

  /**
   * Fetches what is missing of the archives of packages.
   * @throws LS2010
   */
  async fetch(packages: PinnedPackage[], signal?: AbortSignal): Promise<void> {
    const archived = packages.flatMap((each) => archivedPackage(each) ?? []);
    const wanted = new Map(archived.map((each) => [storedName(each.origin), each]));
    const missing: ArchivedPackage[] = [];
    for (const each of wanted.values()) {
      if (!(await this.#places(each.origin)).some(existsSync)) missing.push(each);
    }
    if (missing.length === 0) return;
    const { registry } = await this.#npm();
    this.#output.write(
      `fetching ${missing.length} of ${wanted.size} packages that npm's cache lacks (registry ${String(registry)})\n`,
    );
    await this.#fetch(missing, signal);
  }

  /**
   * The files of a package as npm installs them, with the patches that the workspace declares.
   * @throws LS2010, LS2013
   */
  async files(pinned: PinnedPackage, signal?: AbortSignal): Promise<PackageFiles> {
    const { origin, path, patches } = pinned;
    const owner = archivedPackage(pinned);
    if (!owner) throw new Error(`${path} has no archive`);
    const archive = await this.#archive(owner, signal);
    const whole = await unpack(archive).catch((error: Error) => unreadable(owner, error));
    const files = origin.kind === 'bundled' ? filesBelow(whole, origin.below) : whole;
    return applyPatches(this.#workspace, path, withPrograms(files), patches);
  }

  async #archive(pinned: ArchivedPackage, signal?: AbortSignal): Promise<Buffer> {
    const known = await this.#read(pinned.origin);
    if (known) return known;
    await this.#fetch([pinned], signal);
    const fetched = await this.#read(pinned.origin);
    if (!fetched) throw new Error(`${storedName(pinned.origin)} is gone`);
    return fetched;
  }

  async #read(origin: ArchivedPackage['origin']): Promise<Buffer | undefined> {
    for (const file of await this.#places(origin)) {
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes && (origin.kind !== 'archive' || hasHash(bytes, origin.hash))) return bytes;
    }
    return undefined;
  }

  async #fetch(packages: ArchivedPackage[], signal?: AbortSignal): Promise<void> {
    const settings: FetchSettings = {
      npm: await this.#npm(),
      cache: join(this.#cache, `.npm-${randomUUID()}`),
    };
    try {
      await atMost(
        fetchesAtOnce,
        packages,
        async (each, either) => this.#keep(each, await fetchArchive(each, settings, either)),
        signal,
      );
    } finally {
      await rm(settings.cache, { recursive: true, force: true });
    }
  }

  async #keep(pinned: ArchivedPackage, archive: Buffer): Promise<void> {
    const file = this.#stored(pinned.origin);
    const temporary = join(dirname(file), `.${randomUUID()}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, archive);
    await rename(temporary, file);
  }

  /** Files that may be the archive. */
  async #places(origin: ArchivedPackage['origin']): Promise<string[]> {
    const stored = this.#stored(origin);
    if (origin.kind !== 'archive' || existsSync(stored)) return [stored];
    const { algorithm, hex } = origin.hash;
    const inNpm = [algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)];
    const { cache } = await this.#npm();
    // The layout of npm's cache since npm 5. If it ever is another, archives are fetched.
    const cached = join(String(cache), 'content-v2', ...inNpm);
    return [stored, ...(origin.file === undefined ? [] : [origin.file]), cached];
  }

  #stored(origin: ArchivedPackage['origin']): string {
    // What has a hash is checked whenever it is read; what was packed here is taken from the build's own folder.
    const folder = origin.kind === 'archive' ? cacheFolder(this.#workspace) : this.#cache;
    return join(folder, 'archives', `${storedName(origin)}.tgz`);
  }

  #npm(): Promise<Record<string, unknown>> {
    return (this.#settings ??= npmSettings(this.#workspace));
  }
}

/** The package whose archive has the files of a package; undefined if they are generated. */
function archivedPackage(pinned: PinnedPackage): ArchivedPackage | undefined {
  const { origin } = pinned;
  if (origin.kind === 'bundled') return origin.owner;
  return origin.kind === 'generated' ? undefined : { ...pinned, origin };
}

function storedName(origin: ArchivedPackage['origin']): string {
  if (origin.kind === 'archive') return `${origin.hash.algorithm}-${origin.hash.hex}`;
  return origin.kind === 'git' ? `git-${sha256Hex(origin.resolved)}` : `folder-${origin.hash}`;
}

function unreadable({ name, version }: ArchivedPackage, cause: Error): never {
  throw new LongshoreError('LS2010', {
    what: `the archive of ${name} ${version} cannot be unpacked`,
    why: cause.message,
    fix: 'rm -r .longshore/cache/archives',
    cause,
  });
}
