module.exports = { displayName: 'rooms', preset: '../../jest.preset.cjs' };
