import { median } from './statistics.mjs';
import { mebibytes, milliseconds, printTable, signed, times } from './table.mjs';

/**
 * Prints a row for each upload, beside the bare one before it.
 *
 * @param results upload → what each round measured: `outcome`, `milliseconds`, and bytes by the names in `memories`.
 * @param memories name → heading.
 */
export function printUploads(title, results, memories) {
  let bare;
  const rows = [...results].map(([upload, rounds]) => {
    const of = (name) => median(rounds.map((round) => round[name]));
    if (upload.with === 'bare') bare = of;
    return [
      upload.title,
      rounds[0].outcome,
      milliseconds(of('milliseconds')),
      times(of('milliseconds') / bare('milliseconds')),
      ...Object.keys(memories).flatMap((name) => [mebibytes(of(name)), signed(mebibytes(of(name) - bare(name)))]),
    ];
  });
  const headings = ['', 'answer', 'time', 'ratio', ...Object.values(memories).flatMap((name) => [name, 'to bare'])];
  printTable(title, headings, rows);
}
