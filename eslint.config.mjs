import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const node = Object.fromEntries(
  ['process', 'console', 'URL', 'fetch', 'Response', 'Request', 'Headers', 'Buffer', 'setTimeout', 'clearTimeout'].map(
    (name) => [name, 'readonly'],
  ),
);

const browser = Object.fromEntries(
  [
    'addEventListener',
    'clearInterval',
    'CSSStyleSheet',
    'EventSource',
    'FormData',
    'getComputedStyle',
    'getSelection',
    'history',
    'location',
    'matchMedia',
    'navigator',
    'parent',
    'performance',
    'PublicKeyCredential',
    'requestAnimationFrame',
    'setInterval',
    'URLSearchParams',
  ].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores([
    'dist/',
    'coverage/',
    '.cache/',
    'test-results/',
    'playwright-report/',
    'demo/data/',
    'demo/**/vendor/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // tsconfig's noPropertyAccessFromIndexSignature style: parsed JSON is read as json['key'], known members as .key.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Unions of string literals and `interface X extends Y {}` read well as they are.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // An `async` method without `await` turns a throw into a rejection; `void | Promise<void>` is what a callback may give.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'demo/**/*.ts'],
    extends: [
      lit.configs['flat/recommended'],
      wc.configs['flat/recommended'],
      wc.configs['flat/best-practice'],
      litA11y.configs.recommended,
    ],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      'lit/no-legacy-template-syntax': 'error',
      'lit/no-private-properties': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-template-bind': 'error',
      'lit/no-native-attributes': 'off',
      // HTML wants `autofocus` inside a modal dialog: it is how the page says where a person starts.
      'lit-a11y/no-autofocus': 'off',
      // Lit's own lifecycle methods are always there.
      'wc/guard-super-call': 'off',
      // The class is defined by its entry: `define()` with the tag as an argument is the public interface.
      'wc/guard-define-call': 'off',
      'wc/file-name-matches-element': 'off',
      'wc/tag-name-matches-class': 'off',
      'wc/define-tag-after-class-definition': 'off',
      'wc/expose-class-on-global': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // node:test's `test` and `describe` return promises that nobody awaits; chai's assertions are expressions.
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      // A test hands in on purpose what the types forbid, as a page in JavaScript would.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { ...node, module: 'writable', document: 'readonly', window: 'readonly' } },
  },
  {
    files: ['demo/pages/**/*.js'],
    languageOptions: { globals: browser },
  },
  prettier,
);
