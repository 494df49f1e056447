import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workspace';

/** The commands of a page of docs, one a line of its `sh` blocks, by the heading that they stand under. */
export function commandsIn(page: string): Map<string, string[]> {
  const text = readFileSync(join(repository, 'docs', page), 'utf8');
  const sections = text.split(/^#+ /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [heading = ''] = section.split('\n', 1);
      const blocks = [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => block);
      return [heading, blocks.join('').trim().split('\n').filter(Boolean)];
    }),
  );
}
