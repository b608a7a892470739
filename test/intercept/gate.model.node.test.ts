import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import type { ReverificationErrorCode } from '../../src/errors.js';
import { packageCopy } from './package-copy.js';
import { VirtualPage, wrappers } from './virtual-page.js';
import type { AskedPrompt, CallSpec, VirtualCall } from './virtual-page.js';

/** Only to know which steps are possible. What is true is checked by the page itself. */
interface Model {
  readonly page: VirtualPage;
}

/** Something that happens on the page, to one of those to whom it can happen. */
class Step<Subject> implements fc.AsyncCommand<Model, VirtualPage> {
  /** @param isHasty for what may happen in the same turn as another such step: whether the next one does. */
  constructor(
    private readonly name: string,
    private readonly index: number,
    private readonly subjects: (page: VirtualPage) => readonly Subject[],
    private readonly happen: (page: VirtualPage, subject: Subject) => void,
    private readonly isHasty?: boolean,
  ) {}

  check = ({ page }: Model): boolean => this.subjects(page).length > 0;

  async run(_model: Model, page: VirtualPage): Promise<void> {
    if (this.isHasty === undefined) await rest();
    const subjects = this.subjects(page);
    for (const subject of subjects.slice(this.index % subjects.length).slice(0, 1)) this.happen(page, subject);
    if (this.isHasty) return;
    await rest();
    page.checkAtRest();
  }

  toString = (): string => (this.isHasty ? `${this.name} and at once` : this.name);
}

/** Until nothing more happens by itself: all of it is microtasks, and what the page notes after them. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const always = (page: VirtualPage) => [page];
const unsettled = ({ calls }: VirtualPage) => calls.filter(({ settled }) => !settled);
const preparing = ({ calls }: VirtualPage) => calls.filter(({ prepare }) => prepare !== undefined);
const lastPrompt = ({ prompts }: VirtualPage) => prompts.filter(({ end }) => !end).slice(-1);

function prepare(call: VirtualCall): void {
  call.prepare?.();
  call.prepare = undefined;
}

function answerAll(page: VirtualPage): void {
  for (const sending of page.sendings('unseen')) page.process(sending);
  for (const sending of page.sendings('answered')) page.deliver(sending);
}

const index = fc.nat({ max: 9 });
const hasty = fc.boolean();

const spec: fc.Arbitrary<CallSpec> = fc.record({
  wrapper: fc.constantFrom(...wrappers),
  copy: fc.constantFrom(0, 1),
  level: fc.constantFrom('first_factor', 'second_factor', 'multi_factor'),
  afterMinutes: fc.constantFrom(10, 1440),
  action: fc.option(fc.constantFrom('act_1', 'act_2', 'act_3'), { nil: undefined, freq: 4 }),
});

const code = fc.constantFrom<(ReverificationErrorCode | undefined)[]>(
  'reverification_cancelled',
  'reverification_unavailable',
  'reverification_failed',
  'session_changed',
  undefined,
);

const describeSpec = ({ wrapper, copy, level, afterMinutes, action }: CallSpec) =>
  [`${wrapper} of copy ${copy}:`, level, afterMinutes, action].join(' ');

const onPrompt = (name: string, happen: (page: VirtualPage, prompt: AskedPrompt) => void) =>
  new Step(name, 0, lastPrompt, happen);

const made = spec.map((it) => new Step(describeSpec(it), 0, always, (page) => page.call(it)));
const allAnswered = fc.constant(new Step('the API answers all', 0, always, answerAll));
const processed = index.map(
  (i) =>
    new Step(
      `the API looks at ${i}`,
      i,
      (page) => page.sendings('unseen'),
      (page, it) => page.process(it),
    ),
);
const delivered = fc.tuple(index, hasty).map(([i, isHasty]) => {
  const answered = (page: VirtualPage) => page.sendings('answered');
  return new Step(`answer ${i} arrives`, i, answered, (page, it) => page.deliver(it), isHasty);
});
const lost = index.map(
  (i) =>
    new Step(
      `the network loses ${i}`,
      i,
      (page) => page.sendings('unseen'),
      (page, it) => page.lose(it),
    ),
);
const aborted = fc
  .tuple(index, hasty)
  .map(
    ([i, isHasty]) =>
      new Step(`caller ${i} aborts`, i, unsettled, (_page, it) => it.controller.abort({ by: it.id }), isHasty),
  );
const prepared = fc
  .tuple(index, hasty)
  .map(([i, isHasty]) => new Step(`replay ${i} is prepared`, i, preparing, (_page, it) => prepare(it), isHasty));
const elapsed = fc
  .constantFrom(50, 50, 50, 3000, 11_000, 660_000)
  .map((time) => new Step(`${time} ms pass`, 0, always, (page) => page.elapse(time)));
const verified = fc.constant(onPrompt('the user verifies', (page, it) => page.verify(it)));
const claimed = fc.constant(onPrompt('another tab says verified', (page, it) => page.verify(it, false)));
const failed = code.map((it) => onPrompt(`ends: ${it ?? 'error'}`, (page, prompt) => page.fail(prompt, it)));
const broken = fc.constant(new Step('the interface breaks next', 0, always, (page) => (page.throwsNext = true)));

/** The likely ones more often. */
const steps = fc.commands(
  [
    ...[made, made, made, allAnswered, allAnswered, elapsed, elapsed, verified, verified, failed, aborted, aborted],
    ...[processed, delivered, prepared, lost, claimed, broken],
  ],
  { maxCommands: 100, size: 'max' },
);
const user = fc.record({ hasSecondFactor: fc.boolean(), tellsAges: fc.boolean() });

/** Whatever is under way is brought to its end. */
async function bringToEnd(page: VirtualPage): Promise<void> {
  await rest();
  for (let round = 0; round < 100 && unsettled(page).length > 0; round++) {
    answerAll(page);
    await rest();
    for (const call of preparing(page)) prepare(call);
    await rest();
    page.elapse(50);
    await rest();
    for (const prompt of lastPrompt(page)) page.verify(prompt);
    await rest();
    page.checkAtRest();
  }
  for (const call of page.calls) page.checkEnd(call);
}

describe('The gate, whatever happens in whatever order', () => {
  before(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_790_000_000_000 }));
  after(() => mock.timers.reset());

  it('answers every call, each by what was asked for it, in one dialog at a time', async () => {
    const copies = [await packageCopy(), await packageCopy()] as const;
    await fc.assert(
      fc.asyncProperty(user, steps, async (person, commands) => {
        const page = new VirtualPage(copies, person);
        await fc.asyncModelRun(() => ({ model: { page }, real: page }), commands);
        await bringToEnd(page);
      }),
      { numRuns: 500, verbose: fc.VerbosityLevel.Verbose, includeErrorInReport: true },
    );
  });
});
