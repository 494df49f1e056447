/** Writes the files that are generated from the sources: `npm run generate`. CI fails where they are stale. */
require('@swc-node/register');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { jsonSchemas } = require('@longshore/model');

const folder = join(__dirname, '../../libs/model/schemas');
mkdirSync(folder, { recursive: true });
for (const [file, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, file), `${JSON.stringify(schema, null, 2)}\n`);
}
