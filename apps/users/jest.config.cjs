module.exports = { displayName: 'users', preset: '../../jest.preset.cjs' };
