import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * The files below a folder that hold one of some texts, what is packed included; paths relative to the folder.
 * @param skip names of files and folders to pass over
 */
export function filesWith(folder: string, texts: string[], skip: string[] = []): string[] {
  const within = (below: string): string[] =>
    readdirSync(below, { withFileTypes: true })
      .filter(({ name }) => !skip.includes(name))
      .flatMap((entry) => {
        const path = join(below, entry.name);
        if (entry.isDirectory()) return within(path);
        return entry.isFile() && holds(readFileSync(path), texts) ? [relative(folder, path)] : [];
      });
  return within(folder);
}

function holds(bytes: Buffer, texts: string[]): boolean {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const content = isPacked ? gunzipSync(bytes) : bytes;
  return texts.some((text) => content.includes(text));
}
