import { expect, waitUntil } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  backupCode,
  emailCode,
  never,
  passkey,
  password,
  phoneCode,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
import { Sms } from '../harness/sms.js';
import type { Verification } from '../../src/protocol/verification.js';

const second = (factor: typeof totp): Verification =>
  verificationWith([], { status: 'needs_second_factor', level: 'second_factor', secondFactors: [factor] });

async function show(verification: Verification): Promise<DialogHarness> {
  const harness = await DialogHarness.create(new ScriptedVerifier(verification));
  await harness.ask();
  return harness;
}

describe('what password managers and autofill find', () => {
  it('is an open root, with one native form directly in it', async () => {
    const { element, root } = await show(verificationWith([password]));
    expect(element.shadowRoot?.mode).to.equal('open');
    expect(root.querySelectorAll('form')).to.have.length(1);
    expect([...root.querySelectorAll('*')].filter(({ localName }) => localName.includes('-'))).to.be.empty;
  });

  it('for a password: the username beside it, out of sight and out of the tab order', async () => {
    const { form, field } = await show(verificationWith([password]));
    expect(field).to.include({ type: 'password', name: 'password', autocomplete: 'current-password' });
    const username = form.elements.namedItem('username');
    expect(username).to.include({ autocomplete: 'username', value: 'jane@example.com', tabIndex: -1 });
    expect(form.querySelectorAll('input')).to.have.length(2);
  });

  it('for a password of an account that is shown masked: no username, for there is no such account', async () => {
    const publicUserData = { identifier: 'j•••@example.com' };
    const { form } = await show(verificationWith([password], { session: { publicUserData } }));
    expect(form.elements.namedItem('username')).to.be.null;
    expect(form.querySelectorAll('input')).to.have.length(1);
  });

  for (const verification of [verificationWith([emailCode]), verificationWith([phoneCode]), second(totp)]) {
    const [factor] = [...verification.firstFactors, ...verification.secondFactors];
    it(`for ${String(factor?.strategy)}: one numeric field for a one-time code, as long as one pastes`, async () => {
      const { form, field } = await show(verification);
      expect(field).to.include({ type: 'text', inputMode: 'numeric', maxLength: -1 });
      // The attribute: Firefox's property says nothing about tokens that Firefox does not use.
      expect(field.getAttribute('autocomplete')).to.equal('one-time-code');
      expect(form.querySelectorAll('input')).to.have.length(1);
    });
  }

  it('for a backup code: neither a number nor something to remember', async () => {
    const { field } = await show(second(backupCode));
    expect(field).to.include({ type: 'text', inputMode: 'text', autocomplete: 'off' });
  });

  it('is a field with a name, an id and a label of its own', async () => {
    for (const verification of [verificationWith([password]), verificationWith([emailCode]), second(backupCode)]) {
      const { field } = await show(verification);
      expect(field.name).not.to.equal('');
      expect(field.labels).to.have.length(1);
      expect(field.labels?.[0]?.htmlFor).to.equal(field.id);
    }
  });

  it('is nothing at all once the dialog has closed', async () => {
    const harness = await show(verificationWith([password]));
    harness.element.cancel();
    await harness.waitUntilClosed();
    expect(harness.root.querySelector('input, form')).to.be.null;
  });
});

describe('what a password manager fills in', () => {
  const ways: Record<string, (field: HTMLInputElement) => void> = {
    'without any event': () => undefined,
    'with nothing but a change event': (field) => field.dispatchEvent(new Event('change', { bubbles: true })),
    'with key events that name no key': (field) => {
      for (const type of ['keydown', 'keypress', 'keyup']) field.dispatchEvent(new Event(type, { bubbles: true }));
    },
  };

  for (const [way, tell] of Object.entries(ways)) {
    for (const [factor, text] of [
      [password, 'brown horse'],
      [emailCode, '123456'],
    ] as const) {
      it(`${way} is sent by Enter, and by the button: ${factor.strategy}`, async () => {
        const verifier = new ScriptedVerifier(verificationWith([factor]));
        verifier.onAttempt = () => Promise.reject(new TypeError('Failed to fetch'));
        const harness = await DialogHarness.create(verifier);
        await harness.ask();
        for (const send of [() => harness.press('Enter'), () => harness.point('submit')]) {
          harness.field.value = text;
          tell(harness.field);
          await send();
          await harness.waitForStability();
        }
        expect(verifier.answers.map((answer) => Object.values(answer).at(-1) as unknown)).to.deep.equal([text, text]);
      });
    }
  }

  it('and submits past every listener, as form.submit() does, is not written into the address', async () => {
    const harness = await show(verificationWith([password]));
    const address = location.href;
    harness.field.value = 'brown horse';
    HTMLFormElement.prototype.submit.call(harness.form);
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
    expect(location.href).to.equal(address);
  });
});

describe('showing the password', () => {
  it('keeps what was typed and the focus on the button, whose name says what it does', async () => {
    const harness = await show(verificationWith([password]));
    await harness.type('brown horse');
    const toggle = harness.part('toggle');
    expect(toggle.getAttribute('aria-label')).to.equal('Show password');
    toggle.focus();
    await harness.press('Enter');
    expect(harness.field).to.include({ type: 'text', value: 'brown horse' });
    expect(toggle.getAttribute('aria-label')).to.equal('Hide password');
    expect(harness.focused === toggle).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });

  it('by the pointer leaves the focus, the selection and the autofill of the field as they are', async () => {
    const harness = await show(verificationWith([password]));
    await harness.type('brown horse');
    harness.field.setSelectionRange(2, 5);
    for (const type of ['text', 'password']) {
      await harness.point('toggle');
      await harness.element.updateComplete;
      const { selectionStart, selectionEnd, value, autocomplete, name } = harness.field;
      expect(harness.field.type).to.equal(type);
      expect([selectionStart, selectionEnd, value]).to.deep.equal([2, 5, 'brown horse']);
      expect([autocomplete, name]).to.deep.equal(['current-password', 'password']);
      expect(harness.focused === harness.field).to.be.true;
    }
  });

  it('ends when the password is sent, so that no browser remembers it as text', async () => {
    const harness = await show(verificationWith([password]));
    await harness.click('toggle');
    expect(harness.field.type).to.equal('text');
    const { field } = harness;
    await harness.answer('brown horse');
    expect(field.type).to.equal('password');
  });
});

describe('a code in an SMS', () => {
  let sms: Sms;
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    sms = new Sms();
    verifier = new ScriptedVerifier(verificationWith([passkey, password, phoneCode]));
    harness = await DialogHarness.create(verifier);
    harness.element.preferredStrategy = 'phone_code';
    await harness.ask();
  });
  afterEach(() => sms.restore());

  const stopped = () => waitUntil(() => sms.log.includes('SMS: AbortError'), 'the browser still reads SMS');

  it('is filled in and sent by itself, once', async () => {
    sms.arrive('654321');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(verifier.answers).to.deep.equal([{ strategy: 'phone_code', code: '654321' }]);
  });

  it('is filled in and sent once more when it comes again', async () => {
    verifier.onAttempt = () => Promise.reject(new TypeError('Failed to fetch'));
    sms.arrive('654321');
    await waitUntil(() => verifier.answers.length === 1);
    await harness.waitForStability();
    sms.arrive('654321');
    await waitUntil(() => verifier.answers.length === 2, 'not sent again');
  });

  it('is forgotten when the dialog is closed', async () => {
    verifier.onAttempt = () => Promise.reject(new TypeError('Failed to fetch'));
    sms.arrive('654321');
    await waitUntil(() => verifier.answers.length === 1);
    await harness.waitForStability();
    harness.element.cancel();
    await harness.waitUntilClosed();
    await harness.ask();
    sms.arrive('654321');
    await waitUntil(() => verifier.answers.length === 2, 'not sent again');
  });

  it('is read no longer once the dialog is closed', async () => {
    expect(sms.log).to.deep.equal(['SMS']);
    await harness.press('Escape');
    await stopped();
    expect(sms.log).to.deep.equal(['SMS', 'SMS: AbortError']);
  });

  it('is read no longer once the user answers in another way, and does not come into the new form', async () => {
    await harness.click('other');
    await stopped();
    sms.arrive('654321');
    harness.root.querySelector<HTMLElement>('[part=method]:has(.password)')?.click();
    await harness.waitForStability();
    expect(harness.field.value).to.equal('');
    expect(verifier.answers).to.be.empty;
  });

  it('is read no longer when the code was typed, nor while that is checked', async () => {
    verifier.onAttempt = never;
    await harness.type('123456');
    await stopped();
    expect(sms.log).to.deep.equal(['SMS', 'SMS: AbortError']);
  });

  if (!('PublicKeyCredential' in window)) return;

  it('is read no longer before the browser is asked for a passkey: it does one thing at a time', async () => {
    await harness.click('other');
    harness.root.querySelector<HTMLElement>('[part=method]:has(.passkey)')?.click();
    await harness.waitForStability();
    await harness.click('submit');
    expect(sms.log).to.deep.equal(['SMS', 'SMS: AbortError', 'passkey']);
    await harness.click('close');
  });
});
