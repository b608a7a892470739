/** Prints rows under headings: the first column to the left, the others, which are numbers, to the right. */
export function printTable(title, headings, rows) {
  const lines = [headings, ...rows].map((cells) => cells.map(String));
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const rule = widths.map((width, column) => '-'.repeat(width - (column === 0 ? 0 : 1)) + (column === 0 ? '' : ':'));
  console.log(`\n${title}\n`);
  for (const cells of [lines[0], rule, ...lines.slice(1)]) console.log(`| ${cells.map(pad).join(' | ')} |`);
}

export const nanoseconds = (value) => `${Math.round(value).toLocaleString('en')} ns`;
export const milliseconds = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
export const times = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ×`;
export const signed = (text) => (text.startsWith('-') ? text : `+${text}`);
