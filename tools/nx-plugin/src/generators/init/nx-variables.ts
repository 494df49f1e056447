import { type Tree } from '@nx/devkit';

const file = '.env';

const lines = `# Git writes names as they are: Nx takes a quoted one for another file, and does not see its change.
GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=core.quotepath
GIT_CONFIG_VALUE_0=false
`;

/**
 * Has git write file names as Nx reads them, for everyone: Nx loads `.env` before it asks git. A workspace that has
 * settings of git there, or whose `.env` git ignores, stays as it is.
 */
export function unquoteNames(tree: Tree): void {
  const text = tree.read(file, 'utf8') ?? '';
  if (text.includes('GIT_CONFIG_COUNT') || isIgnored(tree)) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write(file, `${before}${lines}`);
}

const isIgnored = (tree: Tree): boolean => {
  const patterns = (tree.read('.gitignore', 'utf8') ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/^(!?)\//, '$1'));
  return ['.env', '.env*', '*.env'].some((pattern) => patterns.includes(pattern)) && !patterns.includes('!.env');
};
