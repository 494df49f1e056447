/** The tests of `nx run e2e:matrix`: too long for `npm test`, and each wants the machine for itself. One file a case. */
module.exports = {
  displayName: 'matrix',
  preset: '../../jest.preset.cjs',
  testMatch: ['<rootDir>/src/matrix/*.matrix.ts'],
  testTimeout: 600_000,
  maxWorkers: 1,
};
