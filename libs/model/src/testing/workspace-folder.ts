import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with the files of a workspace. */
export class WorkspaceFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'longshore-workspace-'));

  /** Writes a file: text as it is, anything else as JSON. */
  write(file: string, content: unknown): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), typeof content === 'string' ? content : JSON.stringify(content));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
