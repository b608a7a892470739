// Merges what Node and Chromium covered of src, and fails below the threshold. Only lines on which a statement starts
// count: V8 reports comments and types as covered, which would flatter every file.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import istanbul from 'istanbul-lib-coverage';
import ts from 'typescript';

const THRESHOLD = 95;

/** @returns `{ passed, percent }`; prints a line for each file that is not wholly covered. */
export function checkCoverage(reports) {
  const hits = lineHits(reports);
  const files = sourceFiles().map((file) => measure(file, hits.get(file)));
  for (const { file, lines, missed } of files) {
    if (missed.length > 0) console.log(`  ${percentOf(lines, missed)} % ${file}: not run ${ranges(missed)}`);
  }
  const all = (key) => files.flatMap((file) => file[key]);
  const percent = percentOf(all('lines'), all('missed'));
  console.log(`coverage: ${percent} % of ${all('lines').length} lines of src (at least ${THRESHOLD} %)`);
  return { passed: percent >= THRESHOLD, percent };
}

/** Path of a file → line → how often it ran, over all reports. */
function lineHits(reports) {
  const map = istanbul.createCoverageMap({});
  const hits = new Map();
  for (const report of reports.filter(existsSync)) map.merge(JSON.parse(readFileSync(report, 'utf8')));
  for (const report of reports.filter(existsSync)) {
    const single = istanbul.createCoverageMap(JSON.parse(readFileSync(report, 'utf8')));
    for (const path of single.files()) {
      const file = relative('.', resolve(path));
      const lines = hits.get(file) ?? {};
      for (const [line, count] of Object.entries(single.fileCoverageFor(path).getLineCoverage())) {
        lines[line] = (lines[line] ?? 0) + count;
      }
      hits.set(file, lines);
    }
  }
  return hits;
}

function sourceFiles() {
  return readdirSync('src', { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name))
    .sort();
}

function measure(file, hits = {}) {
  const lines = executableLines(file);
  return { file, lines, missed: lines.filter((line) => !hits[line]) };
}

const isExecutable = (node) =>
  (ts.isStatement(node) &&
    !ts.isBlock(node) &&
    !ts.isImportDeclaration(node) &&
    !ts.isExportDeclaration(node) &&
    !ts.isInterfaceDeclaration(node) &&
    !ts.isTypeAliasDeclaration(node) &&
    !ts.isFunctionDeclaration(node) &&
    !ts.isClassDeclaration(node) &&
    !isAmbient(node)) ||
  (ts.isPropertyDeclaration(node) && node.initializer !== undefined) ||
  (ts.isArrowFunction(node) && !ts.isBlock(node.body));

const isAmbient = (node) =>
  ts.isModuleDeclaration(node) || node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);

/** The lines on which a statement, a field's initial value or an arrow function's expression starts. */
function executableLines(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const lines = new Set();
  const visit = (node) => {
    if (ts.isModuleDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (isExecutable(node)) {
      const start = ts.isArrowFunction(node) ? node.body : node;
      lines.add(source.getLineAndCharacterOfPosition(start.getStart(source)).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return [...lines].sort((a, b) => a - b);
}

const percentOf = (lines, missed) =>
  lines.length === 0 ? 100 : Math.floor(((lines.length - missed.length) / lines.length) * 1000) / 10;

/** [1, 2, 3, 7] → "1-3, 7" */
function ranges(lines) {
  const groups = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.end === line - 1) last.end = line;
    else groups.push({ start: line, end: line });
  }
  return groups.map(({ start, end }) => (start === end ? start : `${start}-${end}`)).join(', ');
}
