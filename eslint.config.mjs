/** What the linter refuses, and why each rule of our own is here. Formatting is prettier's, types are tsc's. */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const EVERYWHERE = [
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'Math.random gives other bytes on every run; take a seeded generator as an argument.',
  },
];

const NO_CLOCK = [
  {
    selector: 'NewExpression[callee.name="Date"]',
    message: 'This room has no clock and no time zone: take the as-of date as an argument, count in common/legal-date.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'This room has no clock: take the as-of date as an argument.',
  },
];

const NO_FOCUSED_TESTS = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: 'A focused or disabled test hides the others or itself: mend it or remove it.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fit|fdescribe|ftest|xit|xdescribe|xtest)$/]',
    message: 'A focused or disabled test hides the others or itself: mend it or remove it.',
  },
];

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'data/', 'out/', 'test/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      // `== null` asks for null and undefined at once, which is what it says.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Text from courts is cleaned of control characters all over the house.
      'no-control-regex': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An async method that awaits nothing keeps a contract whose other implementation does.
      '@typescript-eslint/require-await': 'off',
      // 'as-of' | string says more to a reader than string.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // A number in a sentence is what most templates are for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src/law/**/*.ts', 'src/sample/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...NO_CLOCK] },
  },
  {
    files: ['src/cli*.ts', 'src/cli/**/*.ts', 'src/commands/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // A spec reads back JSON that it has just written; what it asserts is the check of its shape.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      // expect(object.method) and stand-ins of a few lines are everyday in a spec.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Helpers beside the specs may skip a suite for want of a server, with the reason in its name; a spec may not.
    files: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...NO_FOCUSED_TESTS] },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        module: 'writable',
        fetch: 'readonly',
      },
    },
  },
);
