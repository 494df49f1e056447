import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const repository = join(__dirname, '../../../..');

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: repository,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((page) => existsSync(join(repository, page)));

/** What a page links to in the repository, without the part of the page. */
const linksOf = (page: string): string[] =>
  [...readFileSync(join(repository, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, link = '']) => link.split('#')[0] || [])
    .filter((link) => !/^[a-z]+:/.test(link));

test.each(pages)('every link in %s leads somewhere', (page) => {
  expect(linksOf(page).filter((link) => !existsSync(join(repository, dirname(page), link)))).toEqual([]);
});
