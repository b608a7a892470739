/** Tests that run in any JavaScript runtime: no runner, no package, one line of counts at the end. */
const tests: { name: string; run: () => unknown }[] = [];

export function test(name: string, run: () => unknown): void {
  tests.push({ name, run });
}

/** How long one test may take, in milliseconds: what hangs fails. */
const PATIENCE = 30_000;

/** @returns whether all passed. */
export async function runTests(): Promise<boolean> {
  let failed = 0;
  for (const { name, run } of tests) {
    try {
      await withinTime(run);
    } catch (error) {
      failed += 1;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`\n✖ ${name}\n${text.replace(/^/gm, '    ')}`);
    }
  }
  console.log(`\n${tests.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && tests.length > 0;
}

async function withinTime(run: () => unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
