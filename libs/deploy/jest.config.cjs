const preset = require('../../jest.preset.cjs');

const [[pattern, [transformer, options]]] = Object.entries(preset.transform);

module.exports = {
  displayName: 'deploy',
  preset: '../../jest.preset.cjs',
  // Jest's sandbox has no `import()`: what is loaded when first needed becomes a `require` here.
  transform: { [pattern]: [transformer, { ...options, module: { type: 'commonjs' } }] },
};
