module.exports = { displayName: 'cli', testTimeout: 30_000, preset: '../../jest.preset.cjs' };
