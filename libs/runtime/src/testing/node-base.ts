import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { type LayerEntry } from './image-layout';

/** What a container needs to run scripts: the Node at hand, as `/usr/local/bin/node`, and the libraries it links (Linux). */
export function nodeBase(): Record<string, LayerEntry> {
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const libraries = [...linked.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path ?? '');
  const file = (path: string) => ({ mode: 0o755, content: readFileSync(realpathSync(path)) });
  return {
    ...Object.fromEntries(libraries.map((path) => [path.slice(1), file(path)])),
    'usr/local/bin/node': file(process.execPath),
  };
}
