import { expect, html, waitUntil } from '@open-wc/testing';
// Loaded already, so that the first dialog opens as quickly as the others.
import '../../src/dialog/interior.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import type { VerifyOptions } from '../../src/dialog/prompt.js';
import type { PublicUserData, Verification } from '../../src/protocol/verification.js';

const DEFAULT = 'For your security, we ask again before you continue.';
const pay = { id: 'act_1', summary: 'Send €250.00 to Bob' };

async function open(
  more: Partial<Verification> = {},
  options: VerifyOptions = {},
  content: unknown = '',
): Promise<DialogHarness> {
  const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password], more)), content);
  await harness.ask('strict', options);
  return harness;
}

const openFor = (publicUserData: PublicUserData, content?: unknown) =>
  open({ session: { id: 'sess_1', publicUserData } }, {}, content);

describe('why the user is asked', () => {
  it('is said kindly where nobody says more, and describes the dialog', async () => {
    const harness = await open();
    expect(harness.text('reason')).to.equal(DEFAULT);
    const description = harness.root.getElementById(harness.dialog.getAttribute('aria-describedby') ?? '');
    expect(description?.textContent).to.contain(DEFAULT);
  });

  it('is what the element says by its attribute, as that is now', async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    harness.element.setAttribute('reason', 'You are about to change your account.');
    await harness.ask();
    expect(harness.text('reason')).to.equal('You are about to change your account.');
    harness.element.reason = 'Your account changes.';
    await harness.settleRendering();
    expect(harness.text('reason')).to.equal('Your account changes.');
    harness.element.removeAttribute('reason');
    await harness.settleRendering();
    expect(harness.text('reason')).to.equal(DEFAULT);
  });

  it('is what the caller says before all others, and an empty text says nothing', async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    harness.element.reason = 'Your account changes.';
    await harness.ask('strict', { reason: 'Money leaves your account.' });
    expect(harness.text('reason')).to.equal('Money leaves your account.');
    harness.element.cancel();
    await harness.waitUntilClosed();
    await harness.ask('strict', { reason: '' });
    expect(harness.text('reason')).to.equal('Your account changes.');
  });

  it('stays what the caller said that opened the dialog, when others join', async () => {
    const harness = await open({}, { reason: 'Money leaves your account.' });
    harness.askInBackground('strict', { reason: 'Your limit changes.' });
    await harness.settleRendering();
    expect(harness.text('reason')).to.equal('Money leaves your account.');
    await harness.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 2);
  });

  it('comes with a challenge, and is told to whoever takes over', async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    const challenge = { level: 'second_factor', afterMinutes: 10, source: 'test' } as const;
    const told: (string | undefined)[] = [];
    harness.element.addEventListener('reverify-needed', ({ reason }) => told.push(reason));
    const handled = harness.element.handleChallenge(challenge, { reason: 'Money leaves your account.' });
    await harness.waitForStability();
    expect(harness.text('reason')).to.equal('Money leaves your account.');
    expect(told).to.deep.equal(['Money leaves your account.']);
    await harness.answer('brown horse');
    await handled;
  });

  it('is not said any more where nothing is asked', async () => {
    const harness = await open();
    harness.element.cancel();
    await harness.waitUntilClosed();
    harness.element.verifier = Object.assign(new ScriptedVerifier(verificationWith([])), {
      onStart: () => Promise.reject(refusal(401, 'authentication_invalid')),
    });
    await harness.ask();
    expect(harness.heading).to.equal('You are signed out');
    expect(harness.has('reason')).to.be.false;
  });
});

describe('the action that is approved', () => {
  it('is what the server has recorded, not what the page was told', async () => {
    const harness = await open({ action: { ...pay, summary: 'Send €900.00 to Eve' } }, { action: pay });
    expect(harness.text('action')).to.equal('You are approving Send €900.00 to Eve');
    expect(harness.has('reason'), 'the action is the reason').to.be.false;
  });

  it('is what the page was told where the server says nothing', async () => {
    const harness = await open({ action: { id: 'act_1', summary: '' } }, { action: pay });
    expect(harness.text('action')).to.equal('You are approving Send €250.00 to Bob');
  });

  it('is shown with the reason of the caller, if there is one', async () => {
    const harness = await open({}, { action: pay, reason: 'Money leaves your account.' });
    expect(harness.text('reason')).to.equal('Money leaves your account.');
    expect(harness.has('action')).to.be.true;
  });

  it('is text: markup and line breaks in it are no more than that', async () => {
    const summary = 'Send <b>€1</b>\n\nYou are approving\nSend €2 <img src=x onerror="document.title = 1">';
    const harness = await open({}, { action: { id: 'act_1', summary }, reason: '<i>Why</i>' });
    expect(harness.text('action')).to.equal(`You are approving ${summary.replace(/\s+/g, ' ')}`);
    expect(harness.part('action').querySelector('b, img')).to.be.null;
    expect(harness.text('reason')).to.equal('<i>Why</i>');
    const { whiteSpaceCollapse, whiteSpace } = getComputedStyle(harness.part('action'));
    expect(whiteSpaceCollapse || whiteSpace).to.match(/^(collapse|normal)$/);
  });

  it('is shown whole, however long it is, and the dialog stays within the page', async () => {
    const summary = 'Send €250.00 to Bob’s Bicycles, and so on; '.repeat(12).slice(0, 500);
    const harness = await open({}, { action: { id: 'act_1', summary } });
    const action = harness.part('action');
    expect(harness.text('action')).to.contain(summary.trim());
    expect(action.scrollHeight).to.be.at.most(action.clientHeight);
    expect(harness.dialog.getBoundingClientRect().bottom).to.be.at.most(innerHeight);
    expect(harness.dialog.scrollWidth).to.be.at.most(harness.dialog.clientWidth);
  });

  it('cannot be reordered by characters that nobody sees', async () => {
    const marks = '61c 200e 200f 202a 202b 202c 202d 202e 2066 2067 2068 2069'
      .split(' ')
      .map((code) => String.fromCodePoint(parseInt(code, 16)));
    const summary = marks.map((mark) => `12${mark}34`).join(' ');
    const harness = await open({}, { action: { id: 'act_1', summary }, reason: 'Pay \u202e001' });
    expect(harness.text('action')).to.equal(`You are approving ${marks.map(() => '1234').join(' ')}`);
    expect(harness.text('reason')).to.equal('Pay 001');
  });

  it('keeps the joiners that scripts and emoji need', async () => {
    const summary = 'می‌خواهم 👩‍🚀 क्‍ष';
    const harness = await open({}, { action: { id: 'act_1', summary } });
    expect(harness.text('action')).to.contain(summary);
  });
});

describe('whose account it is', () => {
  it('is said by name and identifier, each in its own direction', async () => {
    const harness = await openFor({ identifier: 'j•••@example.com', firstName: 'Jane', lastName: 'Doe' });
    expect(harness.text('account')).to.equal('Account Jane Doe j•••@example.com');
    expect(harness.text('account-name')).to.equal('Jane Doe');
    const pieces = [...harness.part('account').querySelectorAll('bdi')].map(({ textContent }) => textContent);
    expect(pieces).to.deep.equal(['Jane Doe', 'j•••@example.com']);
  });

  for (const [what, user, text] of [
    ['the identifier alone', { identifier: '+49•••••12' }, 'Account +49•••••12'],
    ['the name alone', { firstName: 'Jane' }, 'Account Jane'],
  ] as const) {
    it(`is said by ${what}, where there is no more`, async () => {
      expect((await openFor(user)).text('account')).to.equal(text);
    });
  }

  it('is not said where the API does not tell', async () => {
    expect((await openFor({})).has('account')).to.be.false;
  });

  it('has room for any name and identifier', async () => {
    const harness = await openFor({ identifier: 'a'.repeat(250), firstName: 'b'.repeat(250) });
    expect(harness.dialog.scrollWidth).to.be.at.most(harness.dialog.clientWidth);
    const { right } = harness.part('account').getBoundingClientRect();
    expect(right).to.be.at.most(harness.dialog.getBoundingClientRect().right);
  });

  it('has the picture that the application brings in place of the icon', async () => {
    const harness = await openFor({ firstName: 'Jane' }, html`<span slot="avatar">J</span>`);
    const avatar = harness.element.querySelector('[slot=avatar]');
    expect(avatar?.checkVisibility()).to.be.true;
    expect(harness.part('account').querySelector('svg')?.checkVisibility()).to.be.false;
  });

  it('loads no picture from an address that the API tells', async () => {
    const harness = await openFor({ firstName: 'Jane', imageUrl: '/page-api/picture?id=who' });
    expect(harness.root.querySelector('img, image')).to.be.null;
    expect(harness.visibleText).not.to.contain('picture');
  });
});
