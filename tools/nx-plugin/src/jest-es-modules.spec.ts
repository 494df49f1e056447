import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = join(__dirname, '../../..');

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-es-modules-')));
  write('package.json', '{"name":"fixture"}');
  writeConfig('module.exports = esModules(__dirname);');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(repository, 'node_modules/@swc'), join(folder, 'node_modules/@swc'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

function writeConfig(text: string): void {
  const module = JSON.stringify(join(repository, 'tools/nx-plugin/jest-es-modules.cjs'));
  write('jest.config.cjs', `const { esModules } = require(${module});\n${text}\n`);
}

/** Installs a package with one file beside its manifest. */
function install(place: string, manifest: object, file: string, content: string): void {
  write(`node_modules/${place}/package.json`, JSON.stringify(manifest));
  write(`node_modules/${place}/${file}`, content);
}

/** Runs Jest over one test, that a package gives 1; returns how it ended and what it printed. */
function testOf(name: string): { passed: boolean; output: string } {
  write('one.spec.js', `test('gives 1', () => expect(require(${JSON.stringify(name)}).one).toBe(1));`);
  const jest = join(repository, 'node_modules/jest/bin/jest.js');
  // As Jest runs from a shell: flags of the tests around it are not for it.
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [jest, '--cacheDirectory', join(folder, 'cache')], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { passed: status === 0, output: stderr };
}

const esModule = 'export const one = 1;';

describe('a test can load a package', () => {
  test.each(['one', '@acme/one', 'one.js'])('that is an ES module: %s', (name) => {
    install(name, { type: 'module' }, 'index.js', esModule);
    expect(testOf(name)).toMatchObject({ passed: true });
  });

  test.each<[string, () => void]>([
    ['that has an .mjs', () => install('one', { exports: './index.mjs' }, 'index.mjs', esModule)],
    [
      'that uses one of its own',
      () => {
        install('one', {}, 'index.js', 'exports.one = require("inner").one;');
        install('one/node_modules/inner', { type: 'module' }, 'index.js', esModule);
      },
    ],
    [
      'that asks where its file is',
      () => install('one', { type: 'module' }, 'index.js', 'export const one = import.meta.url ? 1 : 0;'),
    ],
    [
      'that has sloppy CommonJS for those who require it',
      () => {
        install('one', { type: 'module', exports: { require: './cjs/index.js' } }, 'index.js', 'export {};');
        install('one/cjs', { type: 'commonjs' }, 'index.js', 'undeclared = 1; exports.one = undeclared;');
      },
    ],
    ['that is CommonJS, as it is', () => install('one', {}, 'index.js', 'undeclared = 1; exports.one = undeclared;')],
  ])('%s', (_which, prepare) => {
    prepare();
    expect(testOf('one')).toMatchObject({ passed: true });
  });
});

test('without these options Jest cannot load an ES module', () => {
  install('one', { type: 'module' }, 'index.js', 'export const one = 1;');
  writeConfig('module.exports = {};');
  const { passed, output } = testOf('one');
  expect(passed).toBe(false);
  expect(output).toContain('Must use import to load ES Module');
});
