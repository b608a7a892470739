import { expect, html, waitUntil } from '@open-wc/testing';
import { setUpClock } from '../harness/clock.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { held } from '../harness/held.js';
import type { Held } from '../harness/held.js';
import {
  backupCode,
  emailCode,
  never,
  password,
  phoneCode,
  refusal,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
import { TIME } from '../harness/screen-reader.js';

describe('answering', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  async function ask(...factors: Parameters<typeof verificationWith>): Promise<void> {
    verifier = new ScriptedVerifier(verificationWith(...factors));
    harness = await DialogHarness.create(verifier);
    await harness.ask('strict_mfa');
  }

  it('a password by keyboard alone', async () => {
    await ask([password]);
    await harness.type('brown horse');
    await harness.press('Enter');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: 'brown horse' }]);
  });

  it('a code that is sent, and submits itself once at six digits', async () => {
    await ask([emailCode]);
    verifier.onAttempt = never;
    expect(verifier.prepared).to.deep.equal([emailCode]);
    expect(harness.text('lead')).to.equal('Enter the code we sent to j•••@example.com.');
    await harness.type('1234567');
    expect(verifier.answers).to.deep.equal([{ strategy: 'email_code', code: '123456' }]);
  });

  for (const pasted of ['123 456', '123-456', '１２３４５６', '١٢٣٤٥٦', '۱۲۳۴۵۶', ' 123456\n']) {
    it(`a code pasted as ${JSON.stringify(pasted)}`, async () => {
      await ask([emailCode]);
      await harness.paste(pasted);
      await waitUntil(() => harness.outcomes.length === 1);
      expect(verifier.answers).to.deep.equal([{ strategy: 'email_code', code: '123456' }]);
    });
  }

  for (const typed of ['١٢٣٤٥٦', '۱۲۳۴۵۶', '１２３４５６']) {
    it(`a code typed as ${typed}, which submits itself, too`, async () => {
      await ask([emailCode]);
      await harness.type(typed);
      expect(verifier.answers).to.deep.equal([{ strategy: 'email_code', code: '123456' }]);
    });
  }

  it('a password as it is, be it pasted with spaces around it', async () => {
    await ask([password]);
    await harness.paste(' brown horse１ ');
    await harness.press('Enter');
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: ' brown horse１ ' }]);
  });

  it('a backup code, letters and all, only when it is sent', async () => {
    await ask([], { status: 'needs_second_factor', secondFactors: [backupCode] });
    await harness.type('a1b2c3 d4');
    expect(verifier.answers).to.be.empty;
    await harness.press('Enter');
    expect(verifier.answers).to.deep.equal([{ strategy: 'backup_code', code: 'a1b2c3 d4' }]);
  });

  it('first one factor and then another, the focus moving along', async () => {
    await ask([password], { level: 'multi_factor', secondFactors: [totp, backupCode] });
    expect(harness.text('step')).to.equal('Step 1 of 2');
    verifier.onAttempt = (answer) => ({
      ...verifier.verification,
      status: answer.strategy === 'totp' ? 'complete' : 'needs_second_factor',
    });
    await harness.answer('brown horse');
    await harness.waitForStability();
    expect(harness.text('step')).to.equal('Step 1 is done. Step 2 of 2');
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.field.value).to.equal('');
    await harness.type('654321');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'totp', code: '654321' });
  });

  it('wrongly: it is said at the field, and what was typed is kept, selected', async () => {
    await ask([password]);
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_password_incorrect', { attemptsLeft: 1 }));
    await harness.type('wrong horse');
    await harness.press('Enter');
    await harness.waitForStability();
    expect(harness.text('error')).to.equal('This password is not right. 1 attempt left.');
    expect(harness.field.getAttribute('aria-invalid')).to.equal('true');
    expect(harness.field.value).to.equal('wrong horse');
    expect([harness.field.selectionStart, harness.field.selectionEnd]).to.deep.equal([0, 11]);
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.element.matches(':state(error)')).to.be.true;
    await harness.type('brown horse');
    verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
    await harness.press('Enter');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'password', password: 'brown horse' });
  });

  it('with a wrong code: correcting a digit costs no attempt, typing anew submits again', async () => {
    await ask([emailCode]);
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    await harness.type('121212');
    await harness.waitForStability();
    harness.field.setSelectionRange(6, 6);
    await harness.press('Backspace');
    await harness.type('3');
    expect(harness.field.value).to.equal('121213');
    expect(verifier.answers).to.have.length(1);
    harness.field.select();
    await harness.type('343434');
    await waitUntil(() => verifier.answers.length === 2);
    expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'email_code', code: '343434' });
  });

  it('with a wrong code, and then with one that the keyboard suggests as a whole', async () => {
    await ask([phoneCode]);
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    await harness.type('121212');
    await harness.waitForStability();
    harness.field.value = '565656';
    harness.field.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: '565656' }));
    expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'phone_code', code: '565656' });
  });

  it('with a wrong backup code: letters are corrected, too, and the same one is not sent again', async () => {
    await ask([], { status: 'needs_second_factor', secondFactors: [backupCode] });
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    for (const code of ['4f7kg-9dn2x', ' 4f7kg-9dn2x ', '4f7kq-9dn2x']) {
      await harness.answer(code);
      await harness.waitForStability();
    }
    const codes = ['4f7kg-9dn2x', '4f7kq-9dn2x'];
    expect(verifier.answers).to.deep.equal(codes.map((code) => ({ strategy: 'backup_code', code })));
  });

  it('with another answer while the first is checked: what is typed stays, and is what is sent', async () => {
    await ask([emailCode]);
    const { call, settle } = held();
    verifier.onAttempt = call;
    await harness.type('121212');
    harness.field.select();
    await harness.type('3434');
    await settle(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    await waitUntil(() => harness.text('error') !== '');
    expect(harness.text('error')).to.equal('This code is not right. 4 attempts left.');
    await harness.type('34');
    await waitUntil(() => verifier.answers.length === 2);
    expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'email_code', code: '343434' });
  });

  for (const [name, factor, first, second] of [
    ['code', emailCode, '121212', '343434'],
    ['password', password, 'brown hrse', 'brown horse'],
  ] as const) {
    it(`with a second ${name}, whole, while the first is checked: it is sent when that was wrong`, async () => {
      await ask([factor]);
      const { call, settle } = held();
      verifier.onAttempt = call;
      await harness.answer(first);
      harness.field.select();
      await harness.type(second);
      await harness.press('Enter');
      verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
      void settle(refusal(422, `form_${name}_incorrect`, { attemptsLeft: 4 }));
      await waitUntil(() => harness.outcomes.length === 1);
      expect(verifier.answers.map((answer) => Object.values(answer).at(-1) as unknown)).to.deep.equal([first, second]);
    });
  }

  describe('a code before it is known to be sent', () => {
    let settle: Held['settle'];

    beforeEach(async () => {
      verifier = new ScriptedVerifier(verificationWith([emailCode]));
      const sending = held();
      ({ settle } = sending);
      verifier.onPrepare = sending.call;
      verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
      harness = await DialogHarness.create(verifier);
      harness.askInBackground();
      await waitUntil(() => harness.element.open && harness.state === 'preparing');
    });

    const tick = async () => {
      harness.element.requestUpdate();
      await harness.element.updateComplete;
    };

    it('is sent as soon as it can be, once', async () => {
      await harness.type('121212');
      expect(verifier.answers).to.be.empty;
      await settle(verifier.verification);
      await waitUntil(() => harness.text('error') !== '');
      await tick();
      expect(verifier.answers).to.deep.equal([{ strategy: 'email_code', code: '121212' }]);
    });

    it('is not sent where it is not whole, or has changed since', async () => {
      await harness.press('Enter');
      await harness.type('121213');
      await harness.press('Backspace');
      await settle(verifier.verification);
      await harness.waitForStability();
      await harness.type('4');
      await tick();
      expect(harness.field.value).to.equal('121214');
      expect(verifier.answers).to.be.empty;
    });

    it('is not sent where none was sent', async () => {
      await harness.type('121212');
      await settle(refusal(503, 'delivery_failed'));
      await harness.waitForStability();
      await tick();
      expect(verifier.answers).to.be.empty;
    });
  });

  it('once only, however long Enter is held', async () => {
    await ask([password]);
    const isPrevented = (repeat: boolean) => {
      const event = new KeyboardEvent('keydown', { key: 'Enter', repeat, bubbles: true, cancelable: true });
      harness.field.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect([isPrevented(false), isPrevented(true)]).to.deep.equal([false, true]);
  });

  for (const code of ['verification_not_prepared', 'verification_expired']) {
    it(`with a code that another has replaced (${code}): typing replaces it, and submits again`, async () => {
      await ask([emailCode]);
      verifier.onAttempt = () => Promise.reject(refusal(code.endsWith('expired') ? 404 : 400, code));
      await harness.type('121212');
      await harness.waitForStability();
      expect(verifier.prepared).to.have.length(2);
      expect(harness.text('alert')).to.equal('This code no longer works. We sent you a new one.');
      verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
      await harness.type('343434');
      await waitUntil(() => harness.outcomes.length === 1);
      expect(verifier.answers.at(-1)).to.deep.equal({ strategy: 'email_code', code: '343434' });
    });
  }

  it('with nothing: it is said, and nothing is sent', async () => {
    await ask([password]);
    await harness.press('Enter');
    await harness.waitForStability();
    expect(harness.text('error')).to.equal('Fill this in to continue.');
    expect(verifier.answers).to.be.empty;
  });

  it('once only, however often one presses while the answer is on its way', async () => {
    await ask([password]);
    verifier.onAttempt = never;
    await harness.type('brown horse');
    for (let press = 0; press < 3; press++) await harness.press('Enter');
    await harness.click('submit');
    expect(verifier.answers).to.have.length(1);
    expect(harness.form.getAttribute('aria-busy')).to.equal('true');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
    expect(harness.part('submit').hasAttribute('disabled')).to.be.false;
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.announcement).to.equal('Checking…');
    expect(harness.element.matches(':state(busy)')).to.be.true;
  });

  it('with a code once only, though it submits itself while one presses Enter and the button', async () => {
    await ask([emailCode]);
    verifier.onAttempt = never;
    await harness.type('123456');
    await harness.press('Enter');
    await harness.point('submit');
    harness.form.requestSubmit();
    harness.part('submit').click();
    expect(verifier.answers).to.have.length(1);
  });

  it('offline: it is said, what was typed stays, and one may try again', async () => {
    await ask([password]);
    verifier.onAttempt = () => Promise.reject(new TypeError('Failed to fetch'));
    await harness.type('brown horse');
    await harness.press('Enter');
    await harness.waitForStability();
    expect(harness.text('alert')).to.contain('No connection.');
    expect(harness.text('error')).to.equal('');
    expect(harness.field.value).to.equal('brown horse');
    verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
    await harness.press('Enter');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });
});

describe('choosing another method', () => {
  it('lists all, with where their codes go, and comes back without sending anything again', async () => {
    const verifier = new ScriptedVerifier(verificationWith([password, emailCode, phoneCode]));
    const harness = await DialogHarness.create(verifier);
    harness.element.preferredStrategy = 'email_code';
    await harness.ask();
    await harness.click('other');
    const methods = [...harness.root.querySelectorAll('[part=method]')].map(({ textContent }) => textContent);
    expect(methods.join()).to.match(/Code by email.*j•••@example.com.*Password.*Code by text message.*\+49•••••12/s);
    expect(harness.focused === harness.part('heading')).to.be.true;
    await harness.click('back');
    await harness.waitForStability();
    expect(harness.focused === harness.field).to.be.true;
    expect(verifier.prepared).to.have.length(1);
  });

  it('puts the focus, and nothing that was typed, into the new form', async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password, emailCode])));
    await harness.ask();
    await harness.type('brown horse');
    const before = harness.form;
    await harness.click('other');
    harness.root.querySelectorAll<HTMLElement>('[part=method]')[1]?.click();
    await harness.waitForStability();
    expect(harness.form === before).to.be.false;
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.field.value).to.equal('');
    expect(harness.announcement).to.equal('Enter the code we sent to j•••@example.com.');
  });
});

describe('the second half of a double click', () => {
  const secondClick = () => new MouseEvent('click', { detail: 2, bubbles: true, cancelable: true, composed: true });

  it('presses nothing of what has come since the first, nor the same again', async () => {
    const verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
    const harness = await DialogHarness.create(verifier);
    await harness.ask();
    harness.part('submit').dispatchEvent(secondClick());
    await harness.element.updateComplete;
    expect(harness.text('error')).to.equal('');
    await harness.click('other');
    harness.part('method').dispatchEvent(secondClick());
    await harness.element.updateComplete;
    expect(harness.has('method')).to.be.true;
  });

  it('hides a password that the first has shown, and is left to what the application puts in', async () => {
    const verifier = new ScriptedVerifier(verificationWith([password]));
    const harness = await DialogHarness.create(verifier, html`<button slot="footer">Help</button>`);
    await harness.ask();
    harness.part('toggle').dispatchEvent(secondClick());
    await harness.element.updateComplete;
    expect(harness.field.type).to.equal('text');
    const click = secondClick();
    harness.element.querySelector('button')?.dispatchEvent(click);
    expect(click.defaultPrevented).to.be.false;
  });
});

describe('coming back', () => {
  async function atEmailCode(script: Partial<ScriptedVerifier>) {
    const verifier = Object.assign(new ScriptedVerifier(verificationWith([password, emailCode])), script);
    const harness = await DialogHarness.create(verifier);
    harness.element.preferredStrategy = 'email_code';
    await harness.ask();
    return { verifier, harness };
  }

  it('to a wrong code: what is known of it is known still', async () => {
    const { verifier, harness } = await atEmailCode({
      onAttempt: () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 })),
    });
    await harness.type('121212');
    await harness.waitForStability();
    await harness.click('other');
    await harness.click('back');
    await harness.waitForStability();
    expect(harness.field.value).to.equal('121212');
    await harness.press('Enter');
    harness.field.setSelectionRange(6, 6);
    await harness.press('Backspace');
    await harness.type('3');
    expect(harness.field.value).to.equal('121213');
    expect(verifier.answers).to.have.length(1);
  });

  it('to a method whose code could not be sent yet: it is said again', async () => {
    const { verifier, harness } = await atEmailCode({
      onPrepare: () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 })),
    });
    const said = harness.text('alert');
    expect(said).to.contain('We can’t send you another code yet.');
    await harness.click('other');
    await harness.click('back');
    await harness.waitForStability();
    expect(verifier.prepared).to.have.length(1);
    expect(harness.text('alert')).to.equal(said);
  });
});

describe('codes and time', () => {
  const clock = setUpClock();
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([emailCode, password]));
    harness = await DialogHarness.create(verifier);
    harness.element.preferredStrategy = 'email_code';
    await harness.ask();
  });

  it('count down to the next code by themselves, in sight but not aloud', async () => {
    expect(harness.text('resend')).to.match(/^Send a new code in 0:(30|29)$/);
    expect(harness.part('resend').getAttribute('aria-disabled')).to.equal('true');
    // A name that changed every second would be read out every second, one that does not would soon be wrong.
    expect(harness.part('resend').getAttribute('aria-label')).to.equal('Send a new code');
    await harness.click('resend');
    expect(verifier.prepared).to.have.length(1);
    clock.advance(27_000);
    await waitUntil(() => /0:0[123]$/.test(harness.text('resend')), 'no tick', { timeout: 3000 });
    await waitUntil(() => harness.text('resend') === 'Send a new code', 'no end', { timeout: 5000 });
    expect(harness.announcement).to.equal('You can ask for a new code now.');
  });

  it('are sent again, which is said, with what was typed kept and the focus where it was', async () => {
    clock.advance(31_000);
    await waitUntil(() => harness.text('resend') === 'Send a new code', 'no end', { timeout: 3000 });
    await harness.type('123');
    harness.part('resend').focus();
    await harness.press('Enter');
    await harness.waitForStability();
    expect(verifier.prepared).to.have.length(2);
    expect(harness.text('lead')).to.equal('We sent a new code to j•••@example.com.');
    expect(harness.announcement).to.equal('We sent a new code to j•••@example.com.');
    expect(harness.field.value).to.equal('123');
    expect(harness.focused === harness.part('resend')).to.be.true;
  });

  it('that are sent anew to who comes back find the field empty', async () => {
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    await harness.type('121212');
    await harness.waitForStability();
    await harness.click('other');
    clock.advance(601_000);
    await harness.click('back');
    await harness.waitForStability();
    expect(verifier.prepared).to.have.length(2);
    expect(harness.field.value).to.equal('');
  });

  it('say when they have expired', async () => {
    clock.advance(601_000);
    await waitUntil(() => harness.text('error') !== '', 'no expiry', { timeout: 3000 });
    expect(harness.text('error')).to.equal('This code has expired. You can ask for a new code now.');
  });

  it('name the time until which attempts are locked, and hold answers back', async () => {
    verifier.onAttempt = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 }));
    await harness.type('123456');
    await harness.waitForStability();
    expect(harness.text('alert').replace(TIME, '0:00')).to.equal('Too many attempts. Try again after 0:00.');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
    await harness.press('Enter');
    expect(verifier.answers).to.have.length(1);
    clock.advance(301_000);
    await harness.press('Enter');
    await waitUntil(() => verifier.answers.length === 2);
  });

  it('name the second where the lock is short', async () => {
    verifier.onAttempt = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 20 }));
    await harness.type('123456');
    await harness.waitForStability();
    expect(harness.text('alert')).to.match(/after \d{1,2}:\d\d:\d\d\s[AP]M/);
  });

  it('name it as they did at first, for an alert whose text changes is read again', async () => {
    verifier.onAttempt = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 90 }));
    await harness.type('123456');
    await harness.waitForStability();
    const said = harness.text('alert');
    clock.advance(45_000);
    harness.element.requestUpdate();
    await harness.element.updateComplete;
    expect(harness.text('alert')).to.equal(said);
  });

  it('that cannot be sent are not claimed to have been', async () => {
    verifier.onPrepare = () => Promise.reject(refusal(503, 'delivery_failed'));
    verifier.onStart = () => ({ ...verifier.verification, id: 'sv_2' });
    harness.element.cancel();
    await harness.waitUntilClosed();
    await harness.ask();
    expect(harness.text('alert')).to.equal('We could not send a code. Try again, or use another method.');
    expect(harness.text('lead')).to.equal('');
    expect(harness.part('resend').getAttribute('aria-disabled')).to.equal('false');
    expect(harness.text('resend'), 'there is no other one').to.equal('Try again');
    verifier.onPrepare = () => verifier.verification;
    await harness.click('resend');
    await harness.waitForStability();
    expect(harness.text('resend')).to.match(/^Send a new code in/);
  });

  it('and have expired are not offered where none may be sent yet', async () => {
    clock.advance(31_000);
    verifier.onPrepare = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 1800 }));
    harness.element.requestUpdate();
    await harness.element.updateComplete;
    await harness.click('resend');
    await harness.waitForStability();
    harness.field.value = '111111';
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect'));
    await harness.click('submit');
    await harness.waitForStability();
    clock.advance(571_000);
    harness.element.requestUpdate();
    await harness.element.updateComplete;
    expect(harness.text('error')).to.equal('This code has expired.');
    expect(harness.part('resend').getAttribute('aria-disabled')).to.equal('true');
  });
});
