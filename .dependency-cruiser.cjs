/**
 * The floors of the house, from below: `protocol`, `errors` and `locales` import nothing outside themselves; `server`,
 * `intercept` and `verification` stand beside each other on `protocol` and `errors`; `bridge` stands on `intercept`, and
 * `dialog` on `verification`, and both on what that stands on; the entries stand on top.
 */
const floors = {
  'protocol/': ['protocol/'],
  'errors\\.ts$': [],
  'locales/': ['locales/'],
  'server/': ['server/', 'protocol/', 'errors\\.ts$'],
  'intercept/': ['intercept/', 'protocol/', 'errors\\.ts$'],
  'verification/': ['verification/', 'protocol/', 'errors\\.ts$'],
  'bridge/': ['bridge/', 'intercept/', 'protocol/', 'errors\\.ts$'],
  'dialog/': ['dialog/', 'verification/', 'protocol/', 'errors\\.ts$', 'locales/'],
};

const floorRules = Object.entries(floors).map(([floor, allowed]) => ({
  name: `floor-${floor.replace(/\W+.*/, '')}`,
  severity: 'error',
  from: { path: `^src/${floor}` },
  to: { path: '^src/', ...(allowed.length > 0 && { pathNot: allowed.map((path) => `^src/${path}`) }) },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'lit-only-in-the-dialog',
      comment: 'A page that only catches refusals loads no Lit before the first one.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/dialog/', '^src/(index|dialog)\\.ts$'] },
      to: { path: 'node_modules/(lit|lit-html|lit-element|@lit)/' },
    },
    {
      name: 'not-all-of-lit',
      comment: 'The element is on every page, what draws it only on those that were refused: `lit` would load both.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/(lit/(development/)?index|lit-element/)' },
    },
    {
      name: 'only-the-interior-draws',
      comment: 'The element is on every page; lit-html is loaded with the inside of the dialog.',
      severity: 'error',
      from: { path: '^src/dialog/(reverify-dialog|page-dialog)\\.ts$' },
      to: { path: 'node_modules/(lit|lit-html)/' },
    },
    {
      name: 'server-packages-only-in-the-server',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/server/', '^src/server\\.ts$'] },
      to: { path: 'node_modules/(kysely|pg|otpauth|@electric-sql|@simplewebauthn/server)/' },
    },
    {
      name: 'no-node-in-the-browser',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/server/', '^src/server\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'entries-on-top',
      comment: 'An entry is imported by entries only: by `fetch.ts` and `index.ts`, lazily or not.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$', pathNot: '^src/errors\\.ts$' },
    },
    {
      name: 'source-imports-no-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|demo|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Arrows of types count too: who knows a type knows the room.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
