import { expect, oneEvent } from '@open-wc/testing';
import { answerWorker } from '../../src/answer-worker.js';
import { askPages } from '../../src/bridge/ask-pages.js';
import { ReverificationError } from '../../src/errors.js';
import type { ReverificationErrorCode } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { askPageThrough, createReverifyingFetch } from '../../src/worker.js';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import { password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import { Asked, RefusingApi } from '../intercept/refusing-api.js';
import { letMomentPass, stopMoment } from '../intercept/stopped-moment.js';
import { until } from './until.js';

ReverifyDialog.define();

const challenge: Challenge = { level: 'second_factor', afterMinutes: 10, source: 'test' };
const patient = new AbortController().signal;

/** The two ends of the bridge, in one page: the worker's code talks through a port as it does in a worker. */
function bridge() {
  const { port1, port2 } = new MessageChannel();
  const asked = new Asked();
  const answer = () => answerWorker(port1, { reverify: asked.reverify });
  return { asked, answer, ask: askPageThrough(port2), pageEnd: port1, workerEnd: port2 };
}

const failureOf = (promise: PromiseLike<unknown>) => Promise.resolve(promise).catch((error: unknown) => error);

/** Makes the page look hidden, or seen again, to whoever asks. */
function show(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
  Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => true });
  document.dispatchEvent(new Event('visibilitychange'));
}

async function locksHeld(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.filter(({ name }) => name?.startsWith('reverify-dialog:')).length;
}

/** More turns than a message needs for its way over the bridge and back. */
async function manyTurns(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let left = 20; left > 0; left--) {
    const arrived = oneEvent(port2, 'message');
    port2.start();
    port1.postMessage('');
    await arrived;
  }
}

afterEach('nobody is there any more once the asking is over', async () => {
  await until(async () => (await locksHeld()) === 0, 'a lock is held');
});

describe('A page that answers a worker', () => {
  it('gets the challenge as it is, and nothing but plain data', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    const action = { id: 'act_1', summary: 'Send €250.00 to Bob' };
    const done = ask({ ...challenge, action, ...{ ofReader: () => 'not to be cloned' } }, { signal: patient });
    await asked.times(1);
    expect(asked.challenges).to.deep.equal([{ ...challenge, action }]);
    asked.verify();
    await done;
  });

  const codes: ReverificationErrorCode[] = [
    'reverification_cancelled',
    'reverification_unavailable',
    'reverification_failed',
    'session_changed',
  ];
  for (const code of codes) {
    it(`lets the worker know of ${code}`, async () => {
      const { asked, answer, ask } = bridge();
      answer();
      const failure = failureOf(ask(challenge, { signal: patient }));
      await asked.times(1);
      asked.fail(new ReverificationError(code, 'why', { cause: () => 'not to be cloned' }));
      expect(await failure)
        .to.be.instanceOf(ReverificationError)
        .and.to.include({ code, message: 'why' });
    });
  }

  it('lets the worker know of anything else as reverification_failed', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    const failure = failureOf(ask(challenge, { signal: patient }));
    await asked.times(1);
    asked.fail(new Error('broken'));
    expect(await failure).to.have.property('code', 'reverification_failed');
  });

  it('hands on the ages that the verification came to', async () => {
    const { port1, port2 } = new MessageChannel();
    const verification = { session: { factorVerificationAge: [0, 3] } };
    answerWorker(port1, { reverify: () => Promise.resolve({ ...verification, secret: 'of the page' }) });
    expect(await askPageThrough(port2)(challenge, { signal: patient })).to.deep.equal(verification);
  });

  it('closes its dialog when the last caller in the worker has left', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    const reverifyingFetch = createReverifyingFetch({ reverify: ask });
    const controllers = [new AbortController(), new AbortController()];
    const api = new RefusingApi();
    const failures = controllers.map(({ signal }) => failureOf(reverifyingFetch(api.refusing(9), { signal })));
    await asked.times(1);
    controllers[0]?.abort();
    await failures[0];
    expect(asked.signals[0]?.aborted).to.equal(false);
    controllers[1]?.abort();
    await failures[1];
    await until(() => asked.signals[0]?.aborted);
    expect(asked.challenges).to.have.length(1);
  });

  it('asks at once where it awaits no answer of its own', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    stopMoment();
    try {
      const done = ask(challenge, { signal: patient });
      await asked.times(1);
      asked.verify();
      await done;
    } finally {
      letMomentPass();
    }
    expect(gateOf(asked.reverify).underWay).to.equal(0);
  });

  it('has one dialog for its own refused requests and those of its worker', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    const waiting = (count: number) => until(() => gateOf(asked.reverify).waiting?.size === count);
    const own = createReverifyingFetch({ reverify: asked.reverify })(new RefusingApi().refusing());
    await asked.times(1);
    const leaving = new AbortController();
    const left = failureOf(ask(challenge, { signal: leaving.signal }));
    await waiting(2);
    leaving.abort();
    await left;
    await waiting(1);
    const workers = createReverifyingFetch({ reverify: ask })(new RefusingApi().refusing());
    await waiting(2);
    expect(asked.signals[0]?.aborted).to.equal(false);
    asked.verify();
    expect((await own).status).to.equal(200);
    expect((await workers).status).to.equal(200);
    expect(asked.challenges).to.have.length(1);
  });

  it('may begin to answer after it was asked', async () => {
    const { asked, answer, ask, pageEnd } = bridge();
    pageEnd.start();
    const missed = oneEvent(pageEnd, 'message');
    const done = ask(challenge, { signal: patient });
    await missed;
    answer();
    await asked.times(1);
    asked.verify();
    await done;
  });

  it('asks nobody for messages that are no asks', async () => {
    const { asked, answer, ask, workerEnd } = bridge();
    answer();
    const type = 'reverify-dialog:ask';
    for (const message of [
      ...[null, 'text', [], {}, { type }, { type, challenge: null }, { type: 'other', challenge }],
      ...[{ level: 'none' }, { afterMinutes: 0 }, { afterMinutes: '10' }, { source: 1 }].map((wrong) => ({
        type,
        challenge: { ...challenge, ...wrong },
      })),
    ]) {
      workerEnd.postMessage(message, [new MessageChannel().port1]);
    }
    workerEnd.postMessage({ type, challenge });
    const done = ask(challenge, { signal: patient });
    await asked.times(1);
    asked.verify();
    await done;
    expect(asked.challenges).to.have.length(1);
  });
});

describe('Of several pages', () => {
  afterEach(() => {
    for (const name of ['visibilityState', 'hasFocus']) Reflect.deleteProperty(document, name);
  });

  it('one asks, and the others do not', async () => {
    const pages = [bridge(), bridge()];
    for (const { answer } of pages) answer();
    const ports = pages.map(({ workerEnd }) => workerEnd);
    const ask = askPages({ find: () => ports, onArrival: () => () => undefined });
    const done = ask(challenge, { signal: patient });
    const one = await Promise.race(pages.map(({ asked }) => asked.times(1).then(() => asked)));
    one.verify();
    await done;
    expect(pages.flatMap(({ asked }) => asked.challenges)).to.have.length(1);
  });

  it('one that answers twice asks once, and the application does not see the ask', async () => {
    const { asked, answer, ask, pageEnd } = bridge();
    const seen: unknown[] = [];
    const first = answer();
    const second = answer();
    pageEnd.addEventListener('message', ({ data }) => seen.push(data));
    for (const answering of [second, first]) {
      const done = ask(challenge, { signal: patient });
      await asked.times(asked.challenges.length + 1);
      second.dispose();
      expect(asked.signals.at(-1)?.aborted).to.equal(false);
      asked.verify();
      await done;
      answering.dispose();
    }
    expect(asked.challenges).to.have.length(2);
    expect(seen).to.deep.equal([]);
  });

  it('the next one asks when the first does not answer any more', async () => {
    const { asked, answer, ask } = bridge();
    const answering = answer();
    const done = ask(challenge, { signal: patient });
    await asked.times(1);
    answering.dispose();
    await until(() => asked.signals[0]?.aborted);
    answer();
    await asked.times(2);
    asked.verify();
    await done;
  });

  it('the next one asks when the first is left, and the left one closes its dialog', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    const done = ask(challenge, { signal: patient });
    await asked.times(1);
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(asked.signals[0]?.aborted).to.equal(true);
    await asked.times(2);
    asked.verify();
    await done;
  });

  it('none asks before it is seen', async () => {
    const { asked, answer, ask } = bridge();
    answer();
    show('hidden');
    const done = ask(challenge, { signal: patient });
    // The worker holds one lock, and the page another for each time that it has heard it.
    await until(async () => (await locksHeld()) >= 2);
    await manyTurns();
    expect(gateOf(asked.reverify).waiting ?? []).to.be.empty;
    show('visible');
    await asked.times(1);
    asked.verify();
    await done;
  });
});

describe('A worker whose page asks by its dialog', () => {
  it('hears that the dialog was closed, and that it was removed', async () => {
    const { port1, port2 } = new MessageChannel();
    const dialog = document.createElement('reverify-dialog');
    dialog.verifier = new ScriptedVerifier(verificationWith([password]));
    document.body.append(dialog);
    const answering = answerWorker(port1);
    const ask = askPageThrough(port2);
    const opened = () => until(() => dialog.open, 'the dialog stays closed');

    const cancelled = failureOf(ask(challenge, { signal: patient }));
    await opened();
    dialog.cancel();
    expect(await cancelled).to.have.property('code', 'reverification_cancelled');

    const removed = failureOf(ask(challenge, { signal: patient }));
    await opened();
    dialog.remove();
    expect(await removed).to.have.property('code', 'reverification_failed');
    answering.dispose();
  });

  it('has another page ask where the dialog is within something that is not displayed', async () => {
    const { port1, port2 } = new MessageChannel();
    const other = bridge();
    const hidden = document.createElement('div');
    hidden.hidden = true;
    const dialog = document.createElement('reverify-dialog');
    dialog.verifier = new ScriptedVerifier(verificationWith([password]));
    hidden.append(dialog);
    document.body.append(hidden);
    const answerings = [answerWorker(port1), other.answer()];
    const ask = askPages({ find: () => [port2, other.workerEnd], onArrival: () => () => undefined });
    const done = ask(challenge, { signal: patient });
    await other.asked.times(1);
    other.asked.verify();
    await done;
    expect(dialog.open).to.equal(false);
    for (const answering of answerings) answering.dispose();
    hidden.remove();
  });
});
