const { esModules } = require('./tools/nx-plugin/jest-es-modules.cjs');

const typescript = [
  require.resolve('@swc/jest'),
  {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** What every project's tests have in common: TypeScript through swc, no type check (`npm run typecheck` does that). */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'json'],
  ...esModules(__dirname, { '\\.ts$': typescript }),
};
