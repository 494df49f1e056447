/**
 * Lets tests load packages that are ES modules. Node can `require` them; Jest compiles what it loads, and leaves out
 * packages unless it is told.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Some packages have CommonJS in a folder of its own: the syntax of a file decides. */
const compiler = {
  isModule: 'unknown',
  jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/**
 * Options of Jest by which it compiles ES modules in `node_modules`: to be spread into those of a preset or a project.
 * What is installed is looked at each time, so that a later version of a package may become an ES module.
 * @param workspace the folder that has `node_modules`
 * @param transform how else files are compiled
 */
exports.esModules = (workspace, transform = {}) => {
  const names = [...new Set(esPackages(join(workspace, 'node_modules')))].map(escaped);
  const last = '/node_modules/(?!.*/node_modules/)';
  return {
    transform: { ...transform, '\\.m?js$': [require.resolve('@swc/jest', { paths: [workspace] }), compiler] },
    transformIgnorePatterns: [`${last}(?!(?:${names.join('|')})/)(?!.*\\.mjs$)`],
  };
};

const escaped = (name) => name.replace(/[^\w@/-]/g, '\\$&');

/** Names of the packages in a `node_modules` whose `.js` files are ES modules; those of packages inside, too. */
function esPackages(folder) {
  return packagesIn(folder).flatMap((name) => [
    ...(isEsPackage(join(folder, name)) ? [name] : []),
    ...esPackages(join(folder, name, 'node_modules')),
  ]);
}

function packagesIn(folder) {
  return foldersIn(folder).flatMap((name) =>
    name.startsWith('@') ? foldersIn(join(folder, name)).map((scoped) => `${name}/${scoped}`) : [name],
  );
}

/** Links are left out: they are packages of the workspace, and compiled as its files are. */
const foldersIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
    : [];

function isEsPackage(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
}
