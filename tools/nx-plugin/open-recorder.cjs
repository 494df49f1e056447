/** What the reporters of all test runners have in common: they run outside of Nx, in the project's folder. */
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** Prepares to record the tests of the project in a folder; see `openRecorder` of @longshore/image. */
exports.openRecorder = (root) => {
  // A published package has no sources, and need not have a loader of TypeScript.
  if (existsSync(join(__dirname, 'src/index.ts'))) require('@swc-node/register');
  const { openRecorder } = require('@longshore/image');
  return openRecorder({ root, workspace: workspaceOf(root), run: process.env.LONGSHORE_RUN, output: process.stderr });
};

/** The nearest folder with an `nx.json`. */
function workspaceOf(folder) {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('the tests run outside of an Nx workspace: no folder above has an nx.json');
  return workspaceOf(above);
}
