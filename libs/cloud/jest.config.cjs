module.exports = { displayName: 'cloud', preset: '../../jest.preset.cjs' };
