import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import type { PendingStorage } from '../../src/verification/pending-memory.js';
import {
  apiError,
  backupCode,
  done,
  email,
  flowWith,
  inState,
  needsSecond,
  NOW,
  offline,
  passkey,
  password,
  phone,
  prepared,
  ScriptedVerifier,
  TabStorage,
  totp,
  verification,
} from './scripted-verifier.js';
import type { Reply } from './scripted-verifier.js';

const SECOND = 1000;
const never = () => new Promise<Verification>(() => undefined);

const offered = {
  firstFactors: [password, email(), email('idn_2', false)],
  secondFactors: [totp, phone(), backupCode],
};
const open = (members: Partial<Verification> = {}) => verification({ ...offered, ...members });
/** The server has sent a code to some address; it does not tell to which. */
const sent = (expireAt?: number) => open({ firstFactorVerification: prepared('email_code', expireAt) });

/** A tab whose page can be loaded again: what is in it is gone then, but for the storage and the time. */
class Tab {
  readonly clock = { now: NOW };

  constructor(readonly storage: PendingStorage = new TabStorage()) {}

  /** Loads the page, and begins to verify. */
  async load(...replies: Reply[]) {
    const verifier = new ScriptedVerifier(...replies);
    const parts = flowWith(verifier, {}, this.storage, this.clock);
    await parts.flow.start({ level: 'multi_factor' });
    return { ...parts, verifier };
  }
}

/** A tab whose user has had a code sent to the second address. */
async function waitingForMail() {
  const tab = new Tab();
  const { flow } = await tab.load(open(), sent());
  await flow.choose(email('idn_2'));
  assert.equal(inState(flow, 'answering').sent, 1);
  return { tab, flow };
}

describe('a page that is loaded again in the middle', () => {
  test('goes on at the code that it waited for, and has none sent', async () => {
    const { tab } = await waitingForMail();
    tab.clock.now += 12 * SECOND;
    const { flow, verifier } = await tab.load(sent(), done());
    const { factor, sent: times, sentEarlier, resendAt, expireAt } = inState(flow, 'answering');
    assert.deepEqual(
      { factor, times, sentEarlier, resendAt, expireAt },
      {
        factor: email('idn_2', false),
        times: 1,
        sentEarlier: true,
        resendAt: NOW + 30 * SECOND,
        expireAt: NOW + 600 * SECOND,
      },
    );
    assert.deepEqual(verifier.methods, ['start']);
    await flow.submit({ text: '123456' });
    inState(flow, 'complete');
  });

  test('can send the code again no sooner than before, and then says that it was sent now', async () => {
    const { tab } = await waitingForMail();
    const { flow, verifier } = await tab.load(sent(), sent());
    tab.clock.now = NOW + 30 * SECOND - 1;
    await flow.resend();
    assert.deepEqual(verifier.methods, ['start']);
    tab.clock.now++;
    await flow.resend();
    const { sent: times, sentEarlier, resendAt } = inState(flow, 'answering');
    assert.deepEqual([times, sentEarlier, resendAt], [2, undefined, NOW + 60 * SECOND]);
  });

  test('sends nothing either to an address that the user turns back to', async () => {
    const { tab } = await waitingForMail();
    const { flow, verifier } = await tab.load(sent(), sent());
    await flow.choose(email());
    await flow.choose(email('idn_2'));
    assert.deepEqual(verifier.methods, ['start', 'prepare'], 'only to the address that got none yet');
  });

  test('asks for the password again that it asked for, though a code is on its way as well', async () => {
    const { tab, flow } = await waitingForMail();
    await flow.choose(password);
    const loaded = await tab.load(sent());
    assert.deepEqual(inState(loaded.flow, 'answering').factor, password);
    await loaded.flow.choose(email('idn_2'));
    assert.equal(inState(loaded.flow, 'answering').sentEarlier, true);
    assert.deepEqual(loaded.verifier.methods, ['start']);
  });

  test('shows the methods again that the user was choosing from, and leads back', async () => {
    const { tab, flow } = await waitingForMail();
    flow.showMethods();
    const loaded = await tab.load(sent());
    assert.deepEqual(inState(loaded.flow, 'choosing').current, email('idn_2', false));
    loaded.flow.back();
    assert.deepEqual(inState(loaded.flow, 'answering').factor, email('idn_2', false));
    assert.deepEqual(loaded.verifier.methods, ['start']);
  });

  test('goes on at the second factor where the first was proved', async () => {
    const tab = new Tab();
    const second = needsSecond(offered);
    const { flow } = await tab.load(open(), second);
    await flow.submit({ text: 'secret' });
    await flow.choose(backupCode);
    const loaded = await tab.load(second);
    const { stage, factor } = inState(loaded.flow, 'answering');
    assert.deepEqual([stage, factor], ['second', backupCode]);
  });

  test('goes on at the second factor, too, where the answer that said so was lost with the page', async () => {
    const tab = new Tab();
    const { flow } = await tab.load(open(), never());
    void flow.submit({ text: 'secret' });
    const loaded = await tab.load(needsSecond(offered));
    assert.deepEqual(inState(loaded.flow, 'answering').factor, totp);
  });

  test('knows the same phone at both stages apart', async () => {
    const tab = new Tab();
    const both = { firstFactors: [phone()], secondFactors: [phone()] };
    await tab.load(verification(both), verification({ ...both, firstFactorVerification: prepared('phone_code') }));
    const { verifier } = await tab.load(needsSecond(both), needsSecond(both));
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });

  test('makes new options for a passkey: those before may be used up', async () => {
    const passkeys = { supported: () => true, get: () => Promise.resolve('{}') };
    const storage = new TabStorage();
    const options = verification({
      firstFactors: [password, passkey],
      firstFactorVerification: prepared('passkey', undefined, '{"challenge":"x"}'),
    });
    const page = flowWith(new ScriptedVerifier(options, options), { passkeys }, storage);
    await page.flow.start();
    const verifier = new ScriptedVerifier(options, options);
    const { flow } = flowWith(verifier, { passkeys }, storage);
    await flow.start();
    assert.deepEqual(inState(flow, 'answering').factor, passkey);
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });

  test('has a new code sent where the one before has expired meanwhile, and says so', async () => {
    const { tab } = await waitingForMail();
    tab.clock.now += 601 * SECOND;
    const expired = { ...prepared('email_code'), status: 'expired' as const };
    const { flow, verifier } = await tab.load(open({ firstFactorVerification: expired }), sent(NOW + 1201 * SECOND));
    const { factor, sent: times, sentEarlier } = inState(flow, 'answering');
    assert.deepEqual([factor, times, sentEarlier], [email('idn_2', false), 2, undefined]);
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });

  test('asks for the best factor where the one before is no longer offered', async () => {
    const { tab } = await waitingForMail();
    const { flow } = await tab.load(verification({ firstFactors: [password] }));
    assert.deepEqual(inState(flow, 'answering').factor, password);
  });

  test('goes on in the verification that took the place of one that had ended', async () => {
    const { tab, flow } = await waitingForMail();
    const anew = { ...offered, id: 'sv_2', firstFactorVerification: prepared('email_code') };
    const { verifier, flow: loaded } = await tab.load(
      sent(),
      apiError('verification_not_found', { status: 404 }),
      verification({ ...offered, id: 'sv_2' }),
      verification(anew),
    );
    await loaded.submit({ text: '123456' });
    assert.deepEqual(verifier.methods, ['start', 'attempt', 'start', 'prepare']);
    const again = await tab.load(verification(anew));
    assert.deepEqual(inState(again.flow, 'answering').factor, email('idn_2', false));
    assert.deepEqual(again.verifier.methods, ['start']);
    flow.cancel();
  });
});

describe('a page that went while something was under way', () => {
  async function goneWhileSending() {
    const tab = new Tab();
    const { flow } = await tab.load(open(), never());
    void flow.choose(email('idn_2'));
    inState(flow, 'preparing');
    tab.clock.now += 5 * SECOND;
    return tab;
  }

  test('knows the code that was sent while nobody heard of it, and when the next may be', async () => {
    const tab = await goneWhileSending();
    const { flow, verifier } = await tab.load(sent());
    const { factor, sent: times, resendAt } = inState(flow, 'answering');
    assert.deepEqual([factor, times, resendAt], [email('idn_2', false), 1, NOW + 30 * SECOND]);
    assert.deepEqual(verifier.methods, ['start']);
  });

  test('has the code sent that never was', async () => {
    const tab = await goneWhileSending();
    const { flow, verifier } = await tab.load(open(), sent());
    const { factor, sentEarlier } = inState(flow, 'answering');
    assert.deepEqual([factor, sentEarlier], [email('idn_2', false), undefined]);
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });

  test('knows the code that was sent again, by how much later it expires', async () => {
    const { tab, flow } = await waitingForMail();
    tab.clock.now += 45 * SECOND;
    void flow.resend();
    const loaded = await tab.load(sent(NOW + 645 * SECOND));
    const { factor, sent: times, resendAt, expireAt } = inState(loaded.flow, 'answering');
    assert.deepEqual(
      [factor, times, resendAt, expireAt],
      [email('idn_2', false), 2, NOW + 75 * SECOND, NOW + 645 * SECOND],
    );
  });

  test('has a code sent that failed to be, as if it had not been tried', async () => {
    const tab = new Tab();
    const { flow } = await tab.load(open(), offline());
    await flow.choose(email());
    const { verifier } = await tab.load(open(), sent());
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });
});

describe('what is remembered', () => {
  test('is dropped where the server begins anew: another verification knows nothing of it', async () => {
    const { tab } = await waitingForMail();
    const { flow, verifier } = await tab.load(verification({ ...offered, id: 'sv_2' }));
    assert.deepEqual(inState(flow, 'answering').factor, password);
    assert.deepEqual(verifier.methods, ['start']);
    const back = await tab.load(open());
    assert.deepEqual(inState(back.flow, 'answering').factor, password);
  });

  const ends: Record<string, Reply> = {
    complete: done(),
    session_changed: apiError('authentication_invalid', { status: 401 }),
    unavailable: needsSecond({ secondFactors: [] }),
  };
  for (const [name, reply] of Object.entries(ends)) {
    test(`is gone once the verification is ${name}`, async () => {
      const storage = new TabStorage();
      const { flow } = await new Tab(storage).load(open(), reply);
      assert.equal(storage.items.size, 1);
      await flow.submit({ text: 'secret' });
      assert.equal(flow.state.name, name);
      assert.equal(storage.items.size, 0);
    });
  }

  test('is, after a cancel, only what was sent: not where the user was', async () => {
    const { tab, flow } = await waitingForMail();
    flow.showMethods();
    flow.cancel();
    const loaded = await tab.load(sent());
    const { factor, resendAt, sentEarlier } = inState(loaded.flow, 'answering');
    assert.deepEqual([factor, resendAt, sentEarlier], [email('idn_2', false), NOW + 30 * SECOND, true]);
  });

  test('outlives a start that failed', async () => {
    const { tab } = await waitingForMail();
    const { flow, verifier } = await tab.load(offline(), sent());
    inState(flow, 'failed');
    await flow.start();
    assert.deepEqual(inState(flow, 'answering').factor, email('idn_2', false));
    assert.deepEqual(verifier.methods, ['start', 'start']);
  });

  test('holds no secret, nothing that was typed and no address', async () => {
    const storage = new TabStorage();
    const written: string[] = [];
    storage.setItem = (_key, value) => written.push(value);
    const options = prepared('passkey', undefined, '{"challenge":"Q2hhbGxlbmdl"}');
    const passkeys = { supported: () => true, get: () => Promise.reject(new DOMException('', 'NotAllowedError')) };
    const wrong = () => apiError('form_code_incorrect', { status: 422 });
    const factors = { firstFactors: [passkey, ...offered.firstFactors] };
    const verifier = new ScriptedVerifier(
      open(factors),
      open({ ...factors, firstFactorVerification: options }),
      open({ ...factors, firstFactorVerification: options }),
      wrong(),
      open(factors),
      wrong(),
    );
    const { flow } = flowWith(verifier, { passkeys }, storage);
    await flow.start();
    await flow.submit();
    await flow.choose(password);
    await flow.submit({ text: 'lovelace-1815' });
    await flow.choose(email());
    await flow.submit({ text: '987654' });
    flow.cancel();
    assert.ok(written.length > 5);
    assert.doesNotMatch(written.join('\n'), /lovelace|987654|Q2hhbGxlbmdl|•|@|jane/);
  });

  test('goes with a tab that is duplicated: both go on, and a code that one sends again is known to the other', async () => {
    const { tab } = await waitingForMail();
    const copy = new TabStorage();
    const key = 'pending';
    copy.setItem(key, tab.storage.getItem(key) ?? '');
    const other = new Tab(copy);
    other.clock.now += 40 * SECOND;
    const { flow } = await other.load(sent(), sent(NOW + 640 * SECOND));
    await flow.resend();
    const { flow: first } = await tab.load(sent(NOW + 640 * SECOND));
    const { sent: times, resendAt, expireAt } = inState(first, 'answering');
    assert.deepEqual([times, resendAt, expireAt], [2, NOW + 70 * SECOND, NOW + 640 * SECOND]);
  });

  test('counts for nothing where the clock was set back since', async () => {
    const { tab } = await waitingForMail();
    tab.clock.now -= 3600 * SECOND;
    const { flow } = await tab.load(sent());
    assert.deepEqual(inState(flow, 'answering').factor, password);
  });

  const blocked = (): never => {
    throw new DOMException('', 'SecurityError');
  };
  const storages: Record<string, PendingStorage> = {
    'forbids everything': { getItem: blocked, setItem: blocked, removeItem: blocked },
    'is full': { getItem: () => null, setItem: blocked, removeItem: () => undefined },
    'holds no JSON': { getItem: () => '{', setItem: () => undefined, removeItem: () => undefined },
    'holds something else': {
      getItem: () => JSON.stringify({ id: 'sv_1', kept: 'x', asked: 7, sendings: [{ sent: 'x' }] }),
      setItem: () => undefined,
      removeItem: () => undefined,
    },
    'holds a part': {
      getItem: () => JSON.stringify({ id: 'sv_1', kept: NOW, sendings: { x: { sent: {} }, y: null } }),
      setItem: () => undefined,
      removeItem: () => undefined,
    },
  };
  for (const [name, storage] of Object.entries(storages)) {
    test(`is nothing, and no harm, where the storage ${name}`, async () => {
      const { flow } = await new Tab(storage).load(open(), sent(), done());
      assert.deepEqual(inState(flow, 'answering').factor, password);
      await flow.choose(email());
      await flow.submit({ text: '123456' });
      inState(flow, 'complete');
    });
  }
});

describe('without any memory, what the server says of a code', () => {
  const waiting = (...firstFactors: Verification['firstFactors']) =>
    new Tab().load(verification({ firstFactors, firstFactorVerification: prepared('email_code') }), sent());

  test('is enough where there is one address', async () => {
    const { flow, verifier } = await waiting(password, email());
    const { factor, sent: times, sentEarlier } = inState(flow, 'answering');
    assert.deepEqual([factor, times, sentEarlier], [email(), 1, true]);
    assert.deepEqual(verifier.methods, ['start']);
  });

  test('is not where two could be meant', async () => {
    const { flow } = await waiting(password, email(), email('idn_2'));
    assert.deepEqual(inState(flow, 'answering').factor, password);
  });

  test('is nothing once the code has expired, or its strategy is gone', async () => {
    const expired = verification({
      firstFactors: [password, email()],
      firstFactorVerification: prepared('email_code', NOW),
    });
    assert.deepEqual(inState((await new Tab().load(expired)).flow, 'answering').factor, password);
    assert.deepEqual(inState((await waiting(password)).flow, 'answering').factor, password);
  });
});
