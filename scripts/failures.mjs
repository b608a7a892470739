/**
 * What the reporters of the three runners marked as failed, each with the lines that belong to it: told again at the
 * end, where a log of thousands of lines is looked at first.
 */
export function failuresIn(output) {
  const failures = [];
  let depth = Infinity;
  for (const line of output.split('\n')) {
    const mark = /^(\s*)✖ /.exec(line);
    if (mark) {
      depth = mark[1].length;
      failures.push([line.trim()]);
    } else if (line !== '' && /^\s*/.exec(line)[0].length <= depth) {
      depth = Infinity;
    } else if (depth < Infinity) {
      failures.at(-1).push(line);
    }
  }
  return failures.map((lines) => shortened(lines).join('\n').trimEnd());
}

const linesAtMost = 30;

const shortened = (lines) =>
  lines.length > linesAtMost ? [...lines.slice(0, linesAtMost), '    (the rest is told above)'] : lines;
