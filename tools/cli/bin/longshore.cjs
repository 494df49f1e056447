#!/usr/bin/env node
/**
 * Runs `longshore`: the bundle that came with a published package, or else its TypeScript sources without a build step.
 * They are bundled on first use, and again whenever one of them (or the lockfile) has changed. A bundle starts several
 * times faster than loading the sources would.
 */
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const cli = dirname(__dirname);
const workspace = dirname(dirname(realpathSync(cli)));
const cache = join(workspace, 'node_modules', '.cache', 'longshore', 'cli');

function sources() {
  const libraries = readdirSync(join(workspace, 'libs')).map((lib) => join(workspace, 'libs', lib, 'src'));
  return [join(cli, 'src'), ...libraries]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function key() {
  const hash = createHash('sha256').update(process.version);
  const others = [join(workspace, 'package-lock.json'), join(cli, 'package.json'), __filename];
  for (const file of [...sources(), ...others, join(__dirname, 'bundle.cjs')]) {
    hash.update(file.slice(workspace.length)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Makes the bundle beside its place and renames it, so that a second process never sees half of one. */
function bundle(folder) {
  const temporary = `${folder}.${process.pid}`;
  require('./bundle.cjs').writeBundle(join(cli, 'src', 'main.ts'), temporary, { sourcemap: true });
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

/** The folder of the bundle: it came with the package, or is made of the sources where there is none yet. */
function bundled() {
  const published = join(cli, 'bundle');
  if (existsSync(published)) return published;
  const folder = join(cache, key());
  if (existsSync(folder)) return folder;
  // Takes a second or two: somebody looks at an empty terminal meanwhile.
  const say = (text) => process.stderr.isTTY && process.stderr.write(text);
  say('bundling longshore …');
  bundle(folder);
  say('\r\x1b[K');
  return folder;
}

import(pathToFileURL(join(bundled(), 'main.mjs')).href).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
