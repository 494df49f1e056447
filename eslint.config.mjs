import nx from '@nx/eslint-plugin';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Which part of the house may import which: the table "The house" of docs/concepts.md, enforced. */
const layers = {
  'type:service': ['type:service-kit', 'type:domain'],
  'type:domain': ['type:service-kit'],
  'type:service-kit': [],
  'type:model': [],
  'type:registry': ['type:model'],
  'type:runtime': [],
  'type:image': ['type:model', 'type:registry', 'type:runtime'],
  'type:deploy': ['type:model', 'type:registry'],
  'type:report': ['type:model'],
  'type:cloud': ['type:runtime'],
  'type:plugin': ['type:model', 'type:image', 'type:deploy', 'type:report'],
  'type:cli': ['type:model', 'type:registry', 'type:runtime', 'type:image', 'type:deploy', 'type:report', 'type:cloud'],
  'type:e2e': ['*'],
};

/** Packages that only their adapters may touch. */
const banned = {
  'type:model': ['@aws-sdk/*', 'dockerode', '@nx/*'],
  'type:report': ['@aws-sdk/*', 'dockerode', '@nx/*'],
  'type:registry': ['dockerode', '@nx/*'],
  'type:runtime': ['@aws-sdk/*', '@nx/*'],
  'type:image': ['@aws-sdk/*', '@nx/*'],
  'type:deploy': ['dockerode', '@nx/*'],
  'type:cloud': ['dockerode', '@nx/*'],
  'type:plugin': ['@aws-sdk/*', 'dockerode'],
  'type:cli': ['@aws-sdk/*', 'dockerode', '@nx/*'],
};

const depConstraints = Object.entries(layers).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
  sourceTag,
  onlyDependOnLibsWithTags,
  ...(banned[sourceTag] ? { bannedExternalImports: banned[sourceTag] } : {}),
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/.nx',
      '**/.longshore',
      '**/coverage',
      '**/*.cjs',
      '**/*.mjs',
      '**/*.js',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  ...nx.configs['flat/base'],
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts'],
    rules: {
      // Jest's asymmetric matchers (expect.any, expect.objectContaining) are typed `any` by @types/jest.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  prettier,
);
