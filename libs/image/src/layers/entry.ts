import { byCodeUnit } from '../hash';

/** One thing in a layer, by its path relative to the image's root, without a leading slash. */
export type LayerEntry =
  | { type: 'file'; path: string; executable: boolean; content: FileContent }
  | { type: 'directory'; path: string; mode: number };

/** Bytes at hand, or a file on this machine with its size in bytes. */
export type FileContent = Buffer | { file: string; size: number };

/** A layer's entries in their one order, each folder before what is in it; folders that nobody named are added. */
export function arrange(entries: LayerEntry[]): LayerEntry[] {
  const byPath = new Map<string, LayerEntry>();
  for (const entry of entries) {
    for (const folder of foldersAbove(entry.path)) {
      if (!byPath.has(folder)) byPath.set(folder, { type: 'directory', path: folder, mode: 0o755 });
    }
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

function foldersAbove(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
