import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureWorkspace } from '../testing/workspace';
import { bundleService } from './bundle';

describe('bundleService', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const output = (file: string) => readFileSync(join(workspace.folder, 'dist/apps/hello', file), 'utf8');
  const failsWith = (code: string, why: RegExp) => ({ code, why: expect.stringMatching(why) });

  it('takes the libraries of the workspace in and leaves npm packages out', async () => {
    const { file, bytes } = await bundleService(workspace.hello);
    expect(file).toBe(join(workspace.folder, 'dist/apps/hello/main.js'));
    expect(bytes).toBe(Buffer.byteLength(output('main.js')));
    expect(output('main.js')).toContain('require("punctuation")');
    expect(output('main.js')).not.toContain('@fixture/words');
  });

  it('leaves stack traces that name the sources', async () => {
    workspace.write('apps/hello/src/main.ts', 'function broken() {\n  throw new Error("no");\n}\nbroken();\n');
    const { file } = await bundleService(workspace.hello);
    expect(() => execFileSync(process.execPath, ['--enable-source-maps', file], { stdio: 'pipe' })).toThrow(
      /at broken \(.*hello\/src\/main\.ts:2:9\)/,
    );
  });

  it('is the same in every folder, whatever tests and guides say', async () => {
    const other = new FixtureWorkspace();
    other.write('apps/hello/src/main.spec.ts', 'it("is left out");');
    other.write('apps/hello/README.md', 'changed');
    try {
      await Promise.all([bundleService(workspace.hello), bundleService(other.hello)]);
      for (const file of ['main.js', 'main.js.map']) {
        expect(readFileSync(join(other.folder, 'dist/apps/hello', file), 'utf8')).toBe(output(file));
        expect(output(file)).not.toContain(workspace.folder);
      }
    } finally {
      other.remove();
    }
  });

  it('names each package that is imported but not declared, with the file and who should declare it', async () => {
    workspace.write('libs/words/src/index.ts', `import unused from 'unused';\nexport const greeting = () => unused;\n`);
    await expect(bundleService(workspace.hello)).rejects.toMatchObject(
      failsWith('LS2003', /libs\/words\/src\/index\.ts imports unused, libs\/words\/package\.json lacks it/),
    );
  });

  it('asks for libraries of the workspace to be declared too', async () => {
    workspace.project('apps/hello', 'hello', { greeter: '^1.0.0' });
    await expect(bundleService(workspace.hello)).rejects.toMatchObject(
      failsWith('LS2003', /main\.ts imports @fixture\/words/),
    );
  });

  it('needs no declaration for types and for what Node brings', async () => {
    workspace.write('apps/hello/src/main.ts', `import { type X } from 'types-only';\nimport 'fs/promises';\nlet x: X;`);
    await expect(bundleService(workspace.hello)).resolves.toBeDefined();
  });

  it('refuses a service without an entry point', async () => {
    workspace.write('apps/empty/service.json', '{"kind":"http","route":{"paths":["/"]}}');
    workspace.project('apps/empty', 'empty', {});
    const { workspace: folder, service } = workspace.hello;
    const empty = { ...service, name: 'empty', root: 'apps/empty' };
    await expect(bundleService({ workspace: folder, service: empty })).rejects.toMatchObject(
      failsWith('LS2004', /apps\/empty\/src\/main\.ts does not exist/),
    );
  });

  it.each([
    ['service.json', '../service.json', 'apps/hello/service.json'],
    ['a file outside the packages', '../../../outside', 'outside.ts'],
    ['test code', './testing/double', 'apps/hello/src/testing/double.ts'],
    ['a hidden file', './.hidden', 'apps/hello/src/.hidden.ts'],
    ['what .dockerignore of the service names', './private.json', 'apps/hello/src/private.json'],
    ['what .dockerignore of the workspace names', './local.json', 'apps/hello/src/local.json'],
  ])('refuses %s in the bundle: a change of it would make no new image', async (_, specifier, file) => {
    workspace.write('.dockerignore', '**/local.json\n');
    workspace.write('apps/hello/.dockerignore', '# ours\nsrc/private.json\n');
    if (!file.endsWith('service.json')) workspace.write(file, file.endsWith('.json') ? '{}' : 'export const x = 1;');
    workspace.write('apps/hello/src/main.ts', `import * as other from '${specifier}';\nconsole.log(other);\n`);
    await expect(bundleService(workspace.hello)).rejects.toMatchObject({
      code: 'LS2005',
      what: `${file} would be bundled into the image`,
    });
  });

  it('passes on what esbuild says, with file and line', async () => {
    workspace.write('apps/hello/src/main.ts', `const a = 1;\nimport './missing';\n`);
    await expect(bundleService(workspace.hello)).rejects.toMatchObject(
      failsWith('LS2005', /^apps\/hello\/src\/main\.ts:2:7: Could not resolve ".\/missing"$/),
    );
  });

  it('refuses to take a file of secrets in', async () => {
    workspace.write('apps/hello/.env.json', '{"password":"x"}');
    workspace.write('apps/hello/src/main.ts', `import env from '../.env.json';\nprocess.stdout.write(env.password);\n`);
    await expect(bundleService(workspace.hello)).rejects.toMatchObject(failsWith('LS2005', /hold secrets/));
  });
});
