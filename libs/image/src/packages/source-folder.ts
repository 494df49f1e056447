import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit, sha256Hex } from '../hash';

const notPacked = new Set(['node_modules', '.git']);

/** Hash of everything in a folder that npm may pack: paths, contents, the executable bit. */
export const hashOfFolder = (folder: string): string =>
  sha256Hex([...linesBelow(folder, '')].sort(byCodeUnit).join('\n'));

function* linesBelow(folder: string, below: string): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const file = join(folder, path);
    if (notPacked.has(entry.name)) continue;
    if (entry.isDirectory()) yield* linesBelow(folder, path);
    else if (entry.isSymbolicLink()) yield `${path} link ${readlinkSync(file)}`;
    else yield `${path} ${(lstatSync(file).mode & 0o100) !== 0} ${sha256Hex(readFileSync(file))}`;
  }
}
