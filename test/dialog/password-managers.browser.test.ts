import { expect } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  backupCode,
  emailCode,
  password,
  phoneCode,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
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

  it('ends when the password is sent, so that no browser remembers it as text', async () => {
    const harness = await show(verificationWith([password]));
    await harness.click('toggle');
    expect(harness.field.type).to.equal('text');
    const { field } = harness;
    await harness.answer('brown horse');
    expect(field.type).to.equal('password');
  });
});
