module.exports = { displayName: 'service-kit', testTimeout: 30_000, preset: '../../jest.preset.cjs' };
