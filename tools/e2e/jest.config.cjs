// Two at a time also where there are two cores, of which jest leaves one unused: these tests mostly wait.
module.exports = { displayName: 'e2e', preset: '../../jest.preset.cjs', testTimeout: 120_000, maxWorkers: 2 };
