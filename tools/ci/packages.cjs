/**
 * Writes the packages as they are published, to dist/packages: JavaScript and declarations instead of TypeScript, and
 * `longshore` as one bundle. `npm run packages -- <folder>` also packs them, for a workspace that is to try them.
 */
const { execFileSync } = require('node:child_process');
const { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const ts = require('typescript');

const workspace = resolve(__dirname, '../..');
const target = join(workspace, 'dist', 'packages');
const libraries = ['cloud', 'deploy', 'image', 'model', 'registry', 'report', 'runtime', 'service-kit'];
const folders = [...libraries.map((name) => `libs/${name}`), 'tools/cli', 'tools/nx-plugin'];

const readJson = (file) => JSON.parse(readFileSync(join(workspace, file), 'utf8'));
const manifests = Object.fromEntries(folders.map((folder) => [folder, readJson(`${folder}/package.json`)]));
const versions = Object.fromEntries(Object.values(manifests).map(({ name, version }) => [name, version]));
const { engines } = readJson('package.json');

/** Types are checked by `npm run typecheck`; here only what cannot be written is an error. */
function compile() {
  const { config } = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, workspace);
  const emit = { noEmit: false, noCheck: true, declaration: true, rootDir: workspace, outDir: target };
  const program = ts.createProgram(folders.flatMap(sources), { ...options, ...emit });
  const { diagnostics } = program.emit();
  if (diagnostics.length === 0) return;
  throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
}

const sources = (folder) =>
  filesOf(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.includes('/testing/'))
    .map((file) => join(workspace, file));

const filesOf = (folder) =>
  readdirSync(join(workspace, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(workspace, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !file.includes('node_modules/'));

/** What is no TypeScript and yet is read: schemas, templates, the tables of generators and executors. */
function copyOthers(folder) {
  const own = /\/(package|tsconfig|project)\.json$|\/jest\.config\.cjs$|\.ts$/;
  for (const file of filesOf(folder).filter((file) => !own.test(file))) {
    cpSync(join(workspace, file), join(target, file));
  }
  cpSync(join(workspace, 'LICENSE'), join(target, folder, 'LICENSE'));
}

/** Packages of ours go together in one version; a main file and types are JavaScript's. */
function writeManifest(folder) {
  const { private: _private, devDependencies: _dev, nx: _nx, main, types: _types, ...manifest } = manifests[folder];
  const dependencies = folder === 'tools/cli' ? ofTheBundle() : pinned(manifest.dependencies);
  const entry = main && { main: main.replace(/\.ts$/, '.js'), types: main.replace(/\.ts$/, '.d.ts') };
  const published = { ...manifest, ...entry, engines, publishConfig: { access: 'public' }, ...ofTheHost(dependencies) };
  writeFileSync(join(target, folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

/** Nx itself is the workspace's: with two of them in one process neither knows the other's graph. */
function ofTheHost({ '@nx/devkit': devkit, ...dependencies }) {
  return devkit ? { dependencies, peerDependencies: { '@nx/devkit': `^${devkit}` } } : { dependencies };
}

const pinned = (dependencies = {}) =>
  Object.fromEntries(Object.entries(dependencies).map(([name, range]) => [name, versions[name] ?? range]));

/** What the bundle of `longshore` leaves out; the rest is in it. */
function ofTheBundle() {
  const { external } = require('../cli/bin/bundle.cjs');
  const known = Object.assign({}, ...Object.values(manifests).map(({ dependencies }) => dependencies));
  return Object.fromEntries(external.filter((name) => known[name]).map((name) => [name, known[name]]));
}

function bundleCli() {
  const { writeBundle } = require('../cli/bin/bundle.cjs');
  writeBundle(join(workspace, 'tools/cli/src/main.ts'), join(target, 'tools/cli/bundle'), { sourcemap: false });
  // It is all that `longshore` runs.
  rmSync(join(target, 'tools/cli/src'), { recursive: true });
}

function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const packages = folders.map((each) => join(target, each));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, ...packages], { stdio: 'inherit' });
}

rmSync(target, { recursive: true, force: true });
compile();
for (const folder of folders) {
  copyOthers(folder);
  writeManifest(folder);
}
bundleCli();
if (process.argv[2]) pack(resolve(process.argv[2]));
