import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A git repository in a temporary folder. */
export class GitFolder {
  private constructor(readonly folder: string) {}

  static create(): GitFolder {
    const repository = new GitFolder(mkdtempSync(join(tmpdir(), 'longshore-git-')));
    repository.git('init', '--quiet', '--initial-branch=main');
    return repository;
  }

  /** A clone that has the newest commits alone. */
  shallowClone(depth: number): GitFolder {
    const clone = new GitFolder(mkdtempSync(join(tmpdir(), 'longshore-git-')));
    clone.git('clone', '--quiet', `--depth=${depth}`, pathToFileURL(this.folder).href, '.');
    return clone;
  }

  /** Makes a commit of what is there; returns it. */
  commit(subject: string, date = '2026-01-01T00:00:00Z'): string {
    const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
    this.git('add', '--all');
    this.git(...who, 'commit', '--quiet', '--allow-empty', '-m', subject, `--date=${date}`);
    return this.git('rev-parse', 'HEAD');
  }

  write(file: string, content: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), content);
  }

  git(...words: string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
