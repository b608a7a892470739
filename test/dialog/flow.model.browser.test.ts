import { expect, waitUntil } from '@open-wc/testing';
import fc from 'fast-check';
import type { ReverificationLevel } from '../../src/protocol/reverification.js';
import { RIGHT, World } from './model-world.js';

/** How many times as fast as usual the page's waits of up to a second go by. Longer ones are limits, to what is slow. */
const HASTE = 80;

const level = fc.constantFrom<ReverificationLevel>('first_factor', 'second_factor', 'multi_factor');

type Step =
  | { do: 'request'; level: ReverificationLevel }
  | { do: 'abort'; which: number }
  | { do: Exclude<keyof typeof acts, 'request' | 'abort'> };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('request' as const), level }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat() }) },
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constantFrom('answerRight', 'answerRight', 'answerRight', 'answerWrong', 'wait') }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['pressEscape', 'pressClose', 'cancel', 'verifyElsewhere', 'forgeMessage', 'speakOfAnother'] as const),
        ...(['talkNonsense', 'comeBack', 'failNext', 'signOut', 'switchUser', 'growOld', 'hold', 'release'] as const),
        ...(['slowDown', 'deliver', 'beStubborn', 'giveIn', 'remove', 'insert', 'move', 'hide', 'show'] as const),
      ),
    }),
  },
);

const inDialog = ({ dialog }: World, selector: string) => dialog.shadowRoot?.querySelector<HTMLElement>(selector);

function answer(world: World, text: string): void {
  const field = inDialog(world, '#answer');
  if (!(field instanceof HTMLInputElement) || !world.dialog.open) return;
  field.value = text;
  field.form?.requestSubmit();
}

/** What the user does to close the dialog, which may come too late. */
function cancel(world: World, how: () => void): void {
  const dialog = inDialog(world, 'dialog');
  // It may have been closed a moment ago, because nobody waited.
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  world.isCancelling = true;
  how();
}

const acts = {
  request: (world: World, { level }: { level: ReverificationLevel }) => world.request(level),
  abort(world: World, { which }: { which: number }) {
    const { pending } = world;
    // What this closes is closed because nobody waits, and not by the user.
    world.isCancelling = false;
    pending[which % pending.length]?.controller.abort();
  },
  answerRight: (world: World) => answer(world, RIGHT),
  answerWrong: (world: World) => answer(world, '000000'),
  wait,
  pressEscape: (world: World) =>
    cancel(world, () =>
      inDialog(world, 'dialog')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true })),
    ),
  pressClose: (world: World) => cancel(world, () => inDialog(world, '[part~=close]')?.click()),
  cancel: (world: World) => cancel(world, () => world.dialog.cancel()),
  verifyElsewhere({ server, otherTab }: World) {
    server.succeed([0, 0]);
    otherTab.postMessage({ session: `sess_${server.user}` });
  },
  forgeMessage: ({ server, otherTab }: World) => otherTab.postMessage({ session: `sess_${server.user}` }),
  speakOfAnother: ({ otherTab }: World) => otherTab.postMessage({ session: 'sess_0' }),
  talkNonsense({ otherTab }: World) {
    for (const message of [null, 1, 'sess_1', {}, { session: {} }]) otherTab.postMessage(message);
  },
  comeBack: () => document.dispatchEvent(new Event('visibilitychange')),
  failNext: ({ server }: World) => (server.fails = 'network'),
  signOut: ({ server }: World) => (server.fails = 'signed out'),
  switchUser: ({ server }: World) => server.switchUser(),
  growOld: ({ server }: World) => server.growOld(),
  hold: ({ server }: World) => server.hold(),
  release: ({ server }: World) => server.release(),
  slowDown: (world: World) => (world.isSlow = true),
  deliver: (world: World) => world.deliver(),
  beStubborn: (world: World) => (world.isStubborn = true),
  giveIn: (world: World) => (world.isStubborn = false),
  remove: ({ dialog }: World) => dialog.remove(),
  insert: ({ dialog, home }: World) => dialog.isConnected || home.append(dialog),
  move: ({ dialog, elsewhere }: World) => elsewhere.append(dialog),
  hide: ({ home }: World) => (home.style.display = 'none'),
  show: ({ home }: World) => (home.style.display = ''),
};

const ask: Step = { do: 'request', level: 'first_factor' };
const plain = (...names: Exclude<Step['do'], 'request' | 'abort'>[]): Step[] => names.map((name) => ({ do: name }));

/**
 * What chance may leave out, above all on a slow machine: many who are released at once, an API that refuses whatever
 * is proved, a success elsewhere, a dialog that is taken away.
 */
const examples: [Step[]][] = [
  [[...Array.from({ length: 12 }, () => ask), ...Array.from({ length: 4 }, () => plain('wait', 'answerRight')).flat()]],
  [[...plain('beStubborn'), ask, ...Array.from({ length: 4 }, () => plain('wait', 'answerRight')).flat()]],
  [[ask, ...plain('wait', 'verifyElsewhere', 'wait', 'wait')]],
  [[ask, ...plain('wait', 'remove', 'wait', 'insert')]],
  [[ask, ...plain('wait', 'hide', 'wait')]],
  [[ask, ...plain('wait', 'pressEscape')]],
];

async function act(world: World, step: Step): Promise<void> {
  if (step.do === 'request') acts.request(world, step);
  else if (step.do === 'abort') acts.abort(world, step);
  else await acts[step.do](world);
  await settle();
}

/** Lets happen what needs no time. */
function settle(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, 2 * HASTE));
}

/** Until there is something to answer, or nobody waits; or until it is clear that both take long. */
async function wait(world: World): Promise<void> {
  const isAsking = () => inDialog(world, 'dialog')?.className === 'answering' && world.dialog.open;
  for (let tries = 0; tries < 25 && !isAsking() && world.pending.length > 0; tries++) await settle();
}

/** The user leaves every dialog that still opens; then nobody may wait any more. */
async function end(world: World): Promise<void> {
  world.isSlow = false;
  const isOver = () => {
    world.server.release();
    world.deliver();
    // Where it cannot be seen, it has to give up by itself.
    if (world.dialog.checkVisibility()) world.dialog.cancel();
    world.check();
    return world.pending.length === 0 && !world.dialog.open;
  };
  await waitUntil(isOver, 'somebody waits for ever', { timeout: 5000, interval: 2 * HASTE });
  await settle();
  world.check();
}

describe('The dialog, the wrapper and other tabs together', () => {
  const { setTimeout: realSetTimeout } = globalThis;
  before(() => {
    globalThis.setTimeout = Object.assign(
      (handler: TimerHandler, timeout = 0, ...args: unknown[]) =>
        realSetTimeout(handler, timeout > 1000 ? timeout : timeout / HASTE, ...args),
      realSetTimeout,
    );
  });
  after(() => {
    globalThis.setTimeout = realSetTimeout;
  });

  it('keep their promises, whatever happens and in whatever order', async function () {
    this.timeout(30_000);
    const endings = new Set<string>();
    for (const type of ['reverify-verified', 'reverify-cancelled', 'reverify-failed']) {
      document.addEventListener(type, () => endings.add(type));
    }
    let released = 0;
    let most = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const world = new World();
        try {
          for (const next of steps) {
            await act(world, next);
            world.check();
          }
          await end(world);
          expect([...world.broken].join('; ')).to.equal('');
        } finally {
          world.dispose();
        }
        most = Math.max(most, ...world.calls.map(({ sendings }) => sendings.length));
        released += world.calls.filter(({ sendings }) => sendings.length > 1).length;
      }),
      { numRuns: 40, examples, includeErrorInReport: true },
    );
    expect([...endings].sort()).to.deep.equal(['reverify-cancelled', 'reverify-failed', 'reverify-verified']);
    expect(most).to.equal(3);
    expect(released).to.be.greaterThan(10);
  });
});
