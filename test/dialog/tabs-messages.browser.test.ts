import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { Prompt } from '../../src/dialog/prompt.js';
import { watchTabs } from '../../src/dialog/tabs.js';
import { createVerificationFlow } from '../../src/verification/flow.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import type { ScriptedVerifier } from '../harness/scripted-verifier.js';
import { aged, FRESH, OtherTab, STALE, staleVerifier } from './other-tab.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;

async function openDialog(): Promise<void> {
  verifier = staleVerifier();
  verifier.onSession = () => aged(STALE);
  harness = await DialogHarness.create(verifier);
  await harness.ask();
}

before(async () => {
  await openDialog();
  harness.element.cancel();
  await harness.waitUntilClosed();
});

afterEach(() => harness.element.cancel());

describe('A message that no dialog of ours would send', () => {
  let other: OtherTab;

  beforeEach(async () => {
    other = new OtherTab();
    await openDialog();
  });
  afterEach(() => other.close());

  const garbage: Record<string, unknown> = {
    'nothing at all': undefined,
    null: null,
    'a text': 'sess_1',
    'a number': 1,
    'a list': ['sess_1'],
    'an empty object': {},
    'a session that is no text': { session: { id: 'sess_1' } },
    'a list of sessions': { session: ['sess_1'] },
    'another session': { session: 'sess_2' },
    'no session': { session: '' },
    'a name that an object inherits': { session: '__proto__' },
    'an error': new Error('sess_1'),
    'a map': new Map([['session', 'sess_1']]),
    bytes: new Uint8Array(8),
    'two megabytes': { session: 'sess_1'.repeat(350_000) },
    'deeply nested': Array.from({ length: 1000 }).reduce((inner) => ({ session: inner }), 'sess_1'),
  };

  it('is not even a reason to ask the server', async () => {
    for (const message of Object.values(garbage)) other.say(message);
    await other.delivered();
    expect(verifier.sessions).to.equal(0);
    expect(harness.isModal).to.be.true;
    other.verified();
    await other.delivered();
    expect(verifier.sessions).to.equal(1);
  });

  it('that says more than it should is taken for what can be read', async () => {
    other.say({ session: 'sess_1', level: 'multi_factor', status: 'complete', factorVerificationAge: [0, 0] });
    await waitUntil(() => verifier.sessions === 1);
    await aTimeout(0);
    expect(harness.isModal).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });

  it('and never ends costs one look at a time, and not more than one a second', async () => {
    const started = performance.now();
    let underWay = 0;
    let most = 0;
    verifier.onSession = async () => {
      most = Math.max(most, ++underWay);
      for (let count = 0; count < 200; count++) other.verified();
      await aTimeout(20);
      underWay--;
      return aged(STALE);
    };
    other.verified();
    await waitUntil(() => verifier.sessions === 3, 'no third look', { timeout: 5000 });
    expect(most).to.equal(1);
    expect(performance.now() - started).to.be.greaterThan(1990);
  });

  it('does not hide one that is true', async () => {
    for (let count = 0; count < 200; count++) other.verified();
    await waitUntil(() => verifier.sessions === 1);
    verifier.onSession = () => aged(FRESH);
    other.verified();
    for (let count = 0; count < 200; count++) other.say({ session: 'sess_2' });
    await waitUntil(() => harness.outcomes.length === 1, 'not released', { timeout: 3000 });
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(verifier.sessions).to.equal(2);
  });
});

describe('The channel', () => {
  const { BroadcastChannel: Channel } = globalThis;
  afterEach(() => {
    globalThis.BroadcastChannel = Channel;
  });

  /** Notes which channels are open. */
  function countOpen(): Set<BroadcastChannel> {
    const open = new Set<BroadcastChannel>();
    globalThis.BroadcastChannel = class extends Channel {
      constructor(name: string) {
        super(name);
        open.add(this);
      }
      override close(): void {
        open.delete(this);
        super.close();
      }
    };
    return open;
  }

  it('is open while a dialog waits, and not before or after, however it ends', async () => {
    const open = countOpen();
    const element = await DialogHarness.create(staleVerifier());
    expect(open.size).to.equal(0);
    const ends: (() => unknown)[] = [
      () => element.answer('brown horse'),
      () => element.press('Escape'),
      () => element.element.cancel(),
      () => element.element.remove(),
    ];
    for (const end of ends) {
      await element.ask();
      expect(open.size).to.equal(1);
      await end();
      await waitUntil(() => open.size === 0);
      await waitUntil(() => !element.element.open, 'the dialog stays open', { timeout: 3000 });
    }
  });

  it('that was opened late asks once for what it may have missed', async () => {
    verifier = staleVerifier();
    const flow = createVerificationFlow({ verifier });
    await flow.start({ level: 'second_factor' });
    const prompt = new Prompt('second_factor', {}, () => undefined);
    prompt.afterMinutes = 10;
    verifier.onSession = () => aged(FRESH);
    watchTabs({ flow, verifier, prompt, endpoint: '/reverification', onSeen: () => undefined });
    await waitUntil(() => flow.state.name === 'complete');
    expect(verifier.sessions).to.equal(1);
  });

  const blocked: Record<string, () => void> = {
    'is missing': () => Reflect.deleteProperty(globalThis, 'BroadcastChannel'),
    'cannot be made': () => {
      globalThis.BroadcastChannel = class extends Channel {
        constructor(name: string) {
          super(name);
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      };
    },
    'cannot be written to': () => {
      globalThis.BroadcastChannel = class extends Channel {
        override postMessage(): void {
          throw new DOMException('closed', 'InvalidStateError');
        }
      };
    },
  };
  for (const [how, block] of Object.entries(blocked)) {
    it(`that ${how} is done without: the user answers here`, async () => {
      block();
      await openDialog();
      await harness.answer('brown horse');
      await waitUntil(() => harness.outcomes.length === 1);
      expect(harness.outcomes).to.deep.equal(['verified']);
    });
  }

  it('that is blocked is not what a page that comes back to the front needs', async () => {
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    await openDialog();
    verifier.onSession = () => aged(FRESH);
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });

  it('is not there for an endpoint that is no address; the dialog is', async () => {
    verifier = staleVerifier();
    harness = await DialogHarness.create(verifier);
    harness.element.endpoint = 'http://';
    await harness.ask();
    await harness.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });
});
