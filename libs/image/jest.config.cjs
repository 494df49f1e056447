const preset = require('../../jest.preset.cjs');

const [[pattern, [transformer, options]]] = Object.entries(preset.transform);

module.exports = {
  displayName: 'image',
  preset: '../../jest.preset.cjs',
  // Builds, runs and tests whole images: seconds, and more where other work is going on.
  testTimeout: 60_000,
  // Jest's sandbox has no `import()`: what is loaded when first needed becomes a `require` here.
  transform: { [pattern]: [transformer, { ...options, module: { type: 'commonjs' } }] },
};
