import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readService } from '@longshore/model';
import { type LockEntry } from '../closure/lockfile';
import { type Project } from '../image';
import { strongestHash } from '../packages/integrity';
import { type ArchiveFile, archiveOf, integrityOf } from './archive';

/** An npm package, installed and in the lockfile. */
export interface FixturePackage {
  version: string;
  dependencies?: Record<string, string>;
  files?: Record<string, ArchiveFile>;
  lock?: Partial<LockEntry>;
}

/** A small workspace in a temporary folder: one service, one library, a few npm packages, all of it installed. */
export class FixtureWorkspace {
  readonly folder: string;
  readonly #lock: Record<string, LockEntry> = { '': {} };

  constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-image-')));
    this.write('package.json', JSON.stringify({ name: 'fixture', private: true, workspaces: ['apps/*', 'libs/*'] }));
    this.project('apps/hello', 'hello', { '@fixture/words': '*', greeter: '^1.0.0' });
    this.project('libs/words', '@fixture/words', { punctuation: '^1.0.0' });
    this.package('node_modules/greeter', { version: '1.2.0', dependencies: { punctuation: '^1.0.0' } });
    this.package('node_modules/punctuation', { version: '1.0.3' });
    this.package('node_modules/unused', { version: '9.9.9' });
    this.write('apps/hello/service.json', JSON.stringify({ kind: 'http', route: { paths: ['/hello'] } }));
    this.write('apps/hello/src/main.ts', mainSource);
    this.write('libs/words/src/index.ts', librarySource);
  }

  get hello(): Project {
    return { workspace: this.folder, service: readService(this.folder, 'hello') };
  }

  write(file: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), content, { mode });
  }

  delete(file: string): void {
    rmSync(join(this.folder, file), { recursive: true });
  }

  /** A package of the workspace itself, linked as npm links it. */
  project(root: string, name: string, dependencies: Record<string, string>): void {
    const manifest = { name, version: '0.1.0', main: './src/index.ts', dependencies };
    this.write(`${root}/package.json`, JSON.stringify(manifest));
    const link = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(this.folder, root), link);
    this.lock(root, { version: '0.1.0', dependencies });
    this.lock(`node_modules/${name}`, { link: true, resolved: root });
  }

  /**
   * Installs an npm package at a path such as `node_modules/greeter`, locks it, and keeps its archive.
   * @returns its integrity
   */
  package(path: string, { version, dependencies, files, lock }: FixturePackage): string {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const all = {
      'package.json': JSON.stringify({ name, version, main: 'index.js', dependencies }),
      'index.js': `module.exports = '${name} ${version}';`,
      ...files,
    };
    for (const [file, content] of Object.entries(all)) this.#install(`${path}/${file}`, content);
    const integrity = this.keep(archiveOf(all));
    this.lock(path, { version, integrity, ...(dependencies ? { dependencies } : {}), ...lock });
    return integrity;
  }

  /**
   * Leaves an archive where those that were fetched are.
   * @returns its integrity
   */
  keep(archive: Buffer): string {
    const integrity = integrityOf(archive);
    const { algorithm, hex } = strongestHash(integrity) ?? { algorithm: '', hex: '' };
    const file = join(this.folder, `.longshore/cache/archives/${algorithm}-${hex}.tgz`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, archive);
    return integrity;
  }

  lock(path: string, entry: LockEntry): void {
    this.#lock[path] = entry;
    const lockfile = JSON.stringify({ lockfileVersion: 3, packages: this.#lock });
    this.write('package-lock.json', lockfile);
    this.write('node_modules/.package-lock.json', lockfile);
  }

  #install(path: string, file: ArchiveFile): void {
    if (typeof file === 'string') this.write(path, file);
    else if (file.type !== 'link') this.write(path, file.content, file.mode);
  }

  /** Takes over the packed layers of another workspace: making a base takes seconds. */
  takeCacheOf(other: FixtureWorkspace): void {
    cpSync(join(other.folder, '.longshore'), join(this.folder, '.longshore'), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const mainSource = `import { createServer } from 'node:http';
import { greeting } from '@fixture/words';
import greeter from 'greeter';

const server = createServer((request, response) => response.end(greeting(request.url === '/health' ? 'ok' : greeter)));
server.listen(Number(process.env.PORT ?? 8080));
process.on('SIGTERM', () => server.close());
`;

const librarySource = `import punctuation from 'punctuation';

export const greeting = (name: string): string => \`hello \${name}, \${punctuation}\`;
`;
