module.exports = { displayName: 'e2e', preset: '../../jest.preset.cjs', testTimeout: 120_000 };
