module.exports = { displayName: 'conversation', preset: '../../jest.preset.cjs' };
