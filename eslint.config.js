import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const statement = String.raw`/^\s*(select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|create\s+(table|index|schema|function|view)\s|alter\s+table\s|drop\s+(table|index|schema|function|view)\s|truncate\s|listen\s+\w|notify\s+\w|set\s+(local|session)\s)/i`;
const sqlBelongsInDatabase = [
  { selector: `Literal[value=${statement}]`, message: 'SQL text stands in database/ and migrations/ only.' },
  { selector: `TemplateElement[value.raw=${statement}]`, message: 'SQL text stands in database/ and migrations/ only.' },
];
const noEnums = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };
// Not max-params: constructor injection has one parameter a dependency, so constructors are exempt.
const fewParameters = ['FunctionDeclaration', 'ArrowFunctionExpression', 'MethodDefinition[kind!="constructor"] > FunctionExpression'].map(
  (node) => ({ selector: `${node}[params.length>3]`, message: 'At most three parameters: take an object.' }),
);

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'bench/results/', 'apps/dashboard/', '.tasker/', 'test/support/tasker.api.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // consistent-type-imports stays off: its fix turns the import of an injected class into a type and erases its metadata.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Type parameters of the public types default to any; the no-unsafe rules stop it from spreading.
      '@typescript-eslint/no-explicit-any': 'off',
      // A step or hook may be asynchronous by contract without waiting for anything.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', noEnums, ...fewParameters],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'max-depth': ['error', 4],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['libs/tasker/src/database/**', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums, ...fewParameters, ...sqlBelongsInDatabase] },
  },
  {
    files: ['apps/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts', '**/*.spec.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', noEnums],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
