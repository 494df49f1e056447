import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type InstalledFolder } from './installed-files';

/** What was found out about the files of an installed package, and the fingerprint that it holds for. */
interface Entry {
  fingerprint: string;
  finding: string;
}

/** A file that changes twice within the clock's resolution keeps its fingerprint: so young ones are looked at again. */
const settledAfter = 1_000_000_000n;

/**
 * Remembers what was found out about installed packages in `.longshore/cache/installed.json`, so that their files are
 * read once and again only if one of them changed.
 */
export class StatCache {
  readonly #file: string;
  readonly #known: Record<string, Entry>;
  readonly #added: Record<string, Entry> = {};

  constructor(workspace: string) {
    this.#file = join(workspace, '.longshore', 'cache', 'installed.json');
    this.#known = read(this.#file);
  }

  /** What was found out about a folder, if nothing in it changed since. */
  finding(path: string, { fingerprint }: InstalledFolder): string | undefined {
    const entry = this.#added[path] ?? this.#known[path];
    return entry?.fingerprint === fingerprint ? entry.finding : undefined;
  }

  /** Remembers a finding about a folder that was looked at before its files were read. */
  add(path: string, { fingerprint, changedAt, lookedAt }: InstalledFolder, finding: string): void {
    if (changedAt + settledAfter < lookedAt) this.#added[path] = { fingerprint, finding };
  }

  /** Writes what was added; another process may have written meanwhile. */
  save(): void {
    if (Object.keys(this.#added).length === 0) return;
    const temporary = join(dirname(this.#file), `.${randomUUID()}`);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ ...read(this.#file), ...this.#added }));
    renameSync(temporary, this.#file);
  }
}

function read(file: string): Record<string, Entry> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Entry>;
  } catch {
    return {};
  }
}
