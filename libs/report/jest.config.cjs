module.exports = { displayName: 'report', preset: '../../jest.preset.cjs' };
