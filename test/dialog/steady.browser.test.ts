import { expect, waitUntil } from '@open-wc/testing';
import { setUpClock } from '../harness/clock.js';
import { contrast } from '../harness/contrast.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { held } from '../harness/held.js';
import { setUpNetwork } from '../harness/network.js';
import {
  emailCode,
  never,
  passkey,
  password,
  phoneCode,
  refusal,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
import type { Factor } from '../../src/protocol/factors.js';
import type { Verification } from '../../src/protocol/verification.js';
import '../../src/dialog/interior.js';

const clock = setUpClock();
const network = setUpNetwork();

let verifier: ScriptedVerifier;
let harness: DialogHarness;

async function create(factors: Factor[], more?: Partial<Verification>): Promise<void> {
  verifier = new ScriptedVerifier(verificationWith(factors, more));
  harness = await DialogHarness.create(verifier);
}

/** What is under way without a timer has happened, and is drawn. */
async function drawn(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await harness.element.updateComplete;
}

async function wait(seconds: number): Promise<void> {
  clock.advance(seconds * 1000);
  harness.element.requestUpdate();
  await drawn();
}

const offline = () => new TypeError('Failed to fetch');

/** Where everything is that must not move. */
function places(): string {
  const elements = ['dialog', 'heading', 'field', 'submit'].flatMap((part) =>
    harness.has(part) ? [harness.part(part)] : [],
  );
  const rects = elements.map((element) => element.getBoundingClientRect());
  return rects.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ')).join(', ');
}

/** Has an answer refused, and looks before, meanwhile and afterwards. */
async function answer(text: string, outcome: Verification | Error, look: (what: string) => void): Promise<void> {
  const { call, settle } = held();
  verifier.onAttempt = call;
  if (harness.has('input')) harness.field.value = text;
  await harness.click('submit');
  await drawn();
  look(`${text}, on its way`);
  await settle(outcome);
  await drawn();
  look(text);
}

for (const [lang, width] of [
  ['en', '408px'],
  ['en', '320px'],
  ['de', '320px'],
  ['ar', '320px'],
] as const) {
  describe(`in the language ${lang}, ${width} wide, everything keeps its place`, () => {
    let before: string;
    const look = (what: string) => expect(places(), what).to.equal(before);

    async function loseAndRegain(): Promise<void> {
      network.lose();
      await drawn();
      look('offline');
      network.regain();
      await drawn();
      look('online again');
    }

    async function open(factors: Factor[], more?: Partial<Verification>): Promise<void> {
      await create(factors, more);
      harness.element.lang = lang;
      harness.element.style.setProperty('--reverify-width', width);
      await harness.ask();
      await waitUntil(() => harness.part('panel').lang === lang);
      before = places();
    }

    it('whatever comes of a password', async () => {
      await open([password, emailCode]);
      await answer('wrong', refusal(422, 'form_password_incorrect', { attemptsLeft: 3 }), look);
      await answer('wrong again', refusal(422, 'form_password_incorrect', { attemptsLeft: 0 }), look);
      await answer('no answer', offline(), look);
      await answer('service error', refusal(500, 'internal'), look);
      await answer('', refusal(400, 'form_param_missing'), look);
      await loseAndRegain();
      await answer('too often', refusal(429, 'too_many_requests', { retryAfter: 300 }), look);
      await wait(301);
      look('lock over');
      await answer('until another day', refusal(429, 'too_many_requests', { retryAfter: 90_000 }), look);
      harness.pressWithCapsLock(true);
      await drawn();
      look('Caps Lock');
    });

    it('in the list of methods, offline and online again', async () => {
      await open([password, emailCode]);
      await harness.click('other');
      before = places();
      await loseAndRegain();
    });

    it('whatever becomes of a code', async () => {
      const sending = held();
      await create([emailCode, phoneCode]);
      harness.element.lang = lang;
      harness.element.style.setProperty('--reverify-width', width);
      const send = verifier.onPrepare;
      verifier.onPrepare = (...asked) => sending.call().then(() => send(...asked));
      harness.askInBackground();
      await waitUntil(() => harness.element.open && harness.part('panel').lang === lang);
      await harness.settleRendering();
      before = places();
      await sending.settle(verifier.verification);
      await drawn();
      look('sent');
      await answer('111111', refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }), look);
      await wait(31);
      look('one may have another');
      const again = held();
      verifier.onPrepare = (...asked) => again.call().then(() => send(...asked));
      await harness.click('resend');
      await drawn();
      look('being sent again');
      await again.settle(verifier.verification);
      await drawn();
      look('sent again');
      await wait(31);
      verifier.onPrepare = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 50 }));
      await harness.click('resend');
      await drawn();
      look('no other yet');
      await wait(571);
      look('expired');
    });

    if (!('PublicKeyCredential' in window)) return;

    it('whatever comes of a passkey', async () => {
      await open([passkey, password]);
      const before = places();
      for (const name of ['NotAllowedError', 'SecurityError']) {
        navigator.credentials.get = () => Promise.reject(new DOMException('no', name));
        await harness.click('submit');
        await waitUntil(() => harness.text('alert') !== '');
        await harness.waitForStability();
        expect(places(), name).to.equal(before);
      }
      Reflect.deleteProperty(navigator.credentials, 'get');
    });
  });
}

/** How much of a part is seen, from 0 to 1, now. */
function opacityOf(part: string): number {
  let opacity = 1;
  for (let element: Element | null = harness.part(part); element; element = element.parentElement) {
    const style = getComputedStyle(element);
    opacity *= style.visibility === 'visible' ? Number(style.opacity) : 0;
  }
  return opacity;
}

/** Moves everything that is animated to a time after it began, in milliseconds. */
function seek(time: number): void {
  for (const animation of harness.dialog.getAnimations({ subtree: true })) {
    animation.pause();
    animation.currentTime = time;
  }
}

/** For what comes without a timer, without letting any time pass. */
async function waitInTurn(condition: () => boolean): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    if (turns > 1000) throw new Error('it needs more than promises');
    await Promise.resolve();
  }
}

describe('what takes no time', () => {
  it('turns no spinner and dims no button, while what takes longer shows both', async () => {
    await create([password, emailCode]);
    await harness.ask();
    const colour = () => getComputedStyle(harness.part('submit')).backgroundColor;
    const idle = colour();
    verifier.onAttempt = never;
    await harness.answer('brown horse');
    for (const [time, isSeen] of [
      [0, false],
      [149, false],
      [350, true],
    ] as const) {
      seek(time);
      expect(opacityOf('spinner') > 0, `after ${time} ms`).to.equal(isSeen);
      expect(contrast(colour(), idle) > 1.01, `after ${time} ms`).to.equal(isSeen);
    }
  });

  it('is told from what takes longer: the spinner that has been seen stays for a moment more', async () => {
    await create([password, emailCode]);
    await harness.ask();
    const { call, settle } = held();
    verifier.onAttempt = call;
    await harness.answer('brown horse');
    // By itself, and to the end of a frame: WebKit begins no other transition after one that a script has ended.
    await waitUntil(() => opacityOf('spinner') === 1, 'the spinner is not seen', { timeout: 5000 });
    await drawn();
    await drawn();
    void settle(refusal(422, 'form_password_incorrect'));
    // Not with the next frame: what is shown for a moment more may be over by then, on a busy machine.
    await waitInTurn(() => !harness.isBusy);
    seek(199);
    expect(opacityOf('spinner'), 'after the answer').to.be.above(0.99);
    await harness.settleRendering();
    expect(opacityOf('spinner'), 'at last').to.equal(0);
  });

  it('does not say that a code is being sent', async () => {
    await create([emailCode]);
    verifier.onPrepare = never;
    harness.askInBackground();
    await waitUntil(() => harness.element.open && harness.state === 'preparing');
    seek(149);
    expect(getComputedStyle(harness.root.querySelector('#lead > span') ?? harness.dialog).opacity).to.equal('0');
    expect(opacityOf('spinner')).to.equal(0);
  });
});

describe('what was typed', () => {
  const TYPED = 'brown horse';

  /** What may happen to somebody who has typed, by its name. */
  const events: Record<string, () => Promise<unknown> | undefined> = {
    'no answer from the server': () => answer(TYPED, offline(), () => undefined),
    'an error of the service': () => answer(TYPED, refusal(500, 'internal'), () => undefined),
    'a wrong answer': () => answer(TYPED, refusal(422, 'form_password_incorrect'), () => undefined),
    'no network, and its return': async () => {
      network.lose();
      await drawn();
      await harness.click('submit');
      await drawn();
      network.regain();
    },
    'another language': async () => {
      harness.element.lang = 'de';
      await waitUntil(() => harness.part('panel').lang === 'de');
    },
    'another place in the page': () => {
      document.body.prepend(harness.element);
      return undefined;
    },
    'a look at the other methods': async () => {
      await harness.click('other');
      await harness.click('back');
    },
    'another method, and back to the first': async () => {
      await harness.click('other');
      harness.root.querySelectorAll<HTMLElement>('[part=method]')[1]?.click();
      await harness.waitForStability();
      expect(harness.field.value).to.equal('');
      await harness.click('other');
      harness.root.querySelectorAll<HTMLElement>('[part=method]')[0]?.click();
    },
  };

  for (const [name, happen] of Object.entries(events)) {
    it(`survives ${name}`, async () => {
      await create([password, emailCode]);
      verifier.onAttempt = () => Promise.reject(offline());
      await harness.ask();
      await harness.type(TYPED);
      await happen();
      await harness.waitForStability();
      expect(harness.field.value).to.equal(TYPED);
      expect(harness.focused === harness.field).to.be.true;
    });
  }

  it('as half a code survives another that is sent', async () => {
    await create([emailCode]);
    await harness.ask();
    await harness.type('123');
    await wait(31);
    await harness.click('resend');
    await harness.waitForStability();
    expect(harness.field.value).to.equal('123');
  });

  it('is forgotten with the stage, and with the dialog', async () => {
    await create([password, emailCode], { level: 'multi_factor', secondFactors: [totp] });
    await harness.ask();
    await harness.type(TYPED);
    await harness.click('other');
    await harness.click('back');
    harness.element.cancel();
    await harness.waitUntilClosed();
    await harness.ask();
    expect(harness.field.value).to.equal('');
    verifier.onAttempt = () => ({ ...verifier.verification, status: 'needs_second_factor' });
    await harness.answer(TYPED);
    await harness.waitForStability();
    expect(harness.text('step')).to.contain('Step 1 is done.');
    expect(harness.field.value).to.equal('');
  });
});

describe('without a network', () => {
  it('the dialog says so, holds nothing back, and says when it is back', async () => {
    await create([password]);
    await harness.ask();
    network.lose();
    await drawn();
    expect(harness.text('alert')).to.equal('You are offline. Nothing is lost.');
    expect(harness.element.matches(':state(error)')).to.be.true;
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('false');
    verifier.onAttempt = () => Promise.reject(offline());
    await harness.answer('brown horse');
    await drawn();
    expect(verifier.answers, 'the browser may be wrong').to.have.length(1);
    expect(harness.text('alert')).to.contain('You are offline.');
    network.regain();
    await drawn();
    expect(harness.text('alert')).to.equal('');
    expect(harness.text('note')).to.equal('You are online again.');
    expect(harness.element.matches(':state(error)')).to.be.false;
    await answer('brown horse', refusal(422, 'form_password_incorrect'), () => undefined);
    expect(harness.text('note')).to.equal('');
  });

  it('a wrong answer is said again when it is back', async () => {
    await create([password]);
    await harness.ask();
    await answer('wrong horse', refusal(422, 'form_password_incorrect'), () => undefined);
    network.lose();
    await drawn();
    expect(harness.text('error')).to.equal('');
    network.regain();
    await drawn();
    expect(harness.text('error')).to.equal('This password is not right.');
  });

  it('what could not start is started when it is back, with nothing to press', async () => {
    await create([password]);
    network.lose();
    verifier.onStart = () => Promise.reject(offline());
    await harness.ask();
    expect(harness.text('alert')).to.equal('You are offline. We continue as soon as you are online again.');
    verifier.onStart = () => verifier.verification;
    network.regain();
    await waitUntil(() => harness.has('input'));
    await harness.waitForStability();
    expect(harness.focused === harness.field).to.be.true;
    expect(verifier.started).to.have.length(2);
  });

  it('what the server refused is not started again by that', async () => {
    await create([password]);
    verifier.onStart = () => Promise.reject(refusal(500, 'internal'));
    await harness.ask();
    network.lose();
    await drawn();
    expect(harness.text('alert')).not.to.contain('We continue');
    network.regain();
    await drawn();
    expect(verifier.started).to.have.length(1);
  });

  it('nobody is told of it once the dialog is closed', async () => {
    await create([password]);
    await harness.ask();
    await harness.click('close');
    await harness.waitUntilClosed();
    network.lose();
    await drawn();
    expect(harness.visibleText).to.equal('');
  });
});

describe('a start that is tried again', () => {
  it('keeps its view and the focus, and says once more what went wrong', async () => {
    await create([password]);
    verifier.onStart = () => Promise.reject(refusal(500, 'internal'));
    await harness.ask();
    const before = places();
    const said = harness.part('alert').firstElementChild;
    harness.part('submit').focus();
    const { call, settle } = held();
    verifier.onStart = call;
    await harness.press('Enter');
    await drawn();
    expect(harness.heading).to.equal('That did not work');
    expect(harness.announcement).to.equal('One moment…');
    expect(places()).to.equal(before);
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
    await harness.press('Enter');
    await settle(refusal(500, 'internal'));
    await drawn();
    expect(verifier.started).to.have.length(2);
    expect(harness.part('alert').firstElementChild === said, 'the same nodes').to.be.false;
    expect(harness.focused === harness.part('submit')).to.be.true;
  });

  it('waits until it may be, and says so', async () => {
    await create([password]);
    verifier.onStart = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 }));
    await harness.ask();
    await harness.click('submit');
    await drawn();
    expect(verifier.started).to.have.length(1);
    await wait(301);
    expect(harness.text('note')).to.equal('You can try again now.');
    await harness.click('submit');
    expect(verifier.started).to.have.length(2);
  });
});

describe('a lock', () => {
  it('ends by itself, says so, and lets the answer through', async () => {
    await create([password]);
    await harness.ask();
    await answer('brown horse', refusal(429, 'too_many_requests', { retryAfter: 300 }), () => undefined);
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
    // A second before its end, so that it is the dialog's own timer that ends it.
    await wait(299);
    await waitUntil(() => harness.text('note') === 'You can try again now.', 'no end', { timeout: 3000 });
    expect(harness.text('alert')).to.equal('');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('false');
    verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
    await harness.click('submit');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });

  it('of new codes leaves the one that was sent', async () => {
    await create([emailCode]);
    await harness.ask();
    await wait(31);
    verifier.onPrepare = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 }));
    await harness.click('resend');
    await drawn();
    expect(harness.text('alert')).to.match(/^We can’t send you another code yet\. Try again after/);
    expect(harness.text('resend')).to.match(/^Send a new code in 5:00|4:59$/);
    await harness.answer('123456');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(verifier.answers).to.deep.equal([{ strategy: 'email_code', code: '123456' }]);
  });
});
