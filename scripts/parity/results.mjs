/** Tests of the same name in the same file count apart. */
export function record(results, unit, name, passed) {
  let id = `${unit} › ${name}`;
  while (results.has(id)) id += '′';
  results.set(id, passed);
}

/** The file, or page, that a test is in: what can be run again. */
export const unitOf = (id) => id.split(' › ')[0];
