import { readJson, readNxJson, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { environmentSchema } from '@longshore/model';
import { initGenerator } from './generator';

describe('adding Longshore to a workspace', () => {
  let tree: Tree;

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    tree.delete('.oxfmtrc.json');
    writeJson(tree, 'package.json', { name: 'shop', workspaces: ['packages/*'], devDependencies: { jest: '30.1.0' } });
    writeJson(tree, 'nx.json', { plugins: [{ plugin: '@nx/jest/plugin' }], namedInputs: { production: ['default'] } });
    tree.write('.gitignore', '/dist\nnode_modules');
  });

  it('adds what services need, and leaves what is there', async () => {
    await initGenerator(tree);
    const { workspaces, devDependencies } = readJson<{ workspaces: string[]; devDependencies: Record<string, string> }>(
      tree,
      'package.json',
    );
    expect(workspaces).toEqual(['packages/*', 'apps/*', 'libs/*']);
    expect(devDependencies).toMatchObject({ jest: '30.1.0', '@swc/jest': expect.any(String) });
    expect(readNxJson(tree)).toMatchObject({
      plugins: [{ plugin: '@nx/jest/plugin' }, '@longshore/nx'],
      namedInputs: { production: ['default'], default: ['{projectRoot}/**/*'] },
    });
    expect(tree.read('.gitignore', 'utf8')).toBe('/dist\nnode_modules\n.nx/\n.longshore/\n.env.local\n');
    const local = environmentSchema.parse(readJson(tree, 'deploy/environments/local.json'));
    expect(local).toMatchObject({ embedded: true });
  });

  it('has git write names as Nx reads them, unless git ignores .env or is set up there', async () => {
    tree.write('.env', 'NX_ISOLATE_PLUGINS=false');
    await initGenerator(tree);
    expect(tree.read('.env', 'utf8')).toMatch(
      /^NX_ISOLATE_PLUGINS=false\n#.*\nGIT_CONFIG_COUNT=1\nGIT_CONFIG_KEY_0=core\.quotepath\n/,
    );
    tree.write('.env', 'GIT_CONFIG_COUNT=0\n');
    await initGenerator(tree);
    expect(tree.read('.env', 'utf8')).toBe('GIT_CONFIG_COUNT=0\n');
    tree.delete('.env');
    tree.write('.gitignore', '.env\n');
    await initGenerator(tree);
    expect(tree.exists('.env')).toBe(false);
  });

  it('tells coding agents in AGENTS.md how to work with it, after what is there', async () => {
    tree.write('AGENTS.md', '# Shop\n');
    await initGenerator(tree);
    expect(tree.read('AGENTS.md', 'utf8')).toMatch(/^# Shop\n\n## Longshore\n[^]*`npx longshore up`/);
    tree.write('AGENTS.md', '## Longshore\n\nOur own words.\n');
    await initGenerator(tree);
    expect(tree.read('AGENTS.md', 'utf8')).toBe('## Longshore\n\nOur own words.\n');
  });

  it('changes nothing where it has run before', async () => {
    await initGenerator(tree);
    const once = contents();
    await initGenerator(tree);
    expect(contents()).toEqual(once);
  });

  it('refuses a workspace of another package manager, and writes nothing', async () => {
    tree.write('pnpm-lock.yaml', '');
    const before = contents();
    await expect(initGenerator(tree)).rejects.toThrow(/LS1006[^]*git rm pnpm-lock.yaml/);
    expect(contents()).toEqual(before);
  });

  const contents = () => tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
});
