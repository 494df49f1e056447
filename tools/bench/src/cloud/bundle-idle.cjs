// Bundles the idle cloud as `longshore` itself is bundled: other code would show other figures.
const { join } = require('node:path');
const { writeBundle } = require('../../../cli/bin/bundle.cjs');
writeBundle(join(__dirname, 'idle-process.ts'), process.argv[2], { sourcemap: false });
