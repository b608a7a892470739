import { html, waitUntil } from '@open-wc/testing';
import type { Verification } from '../../src/protocol/verification.js';
import { DialogHarness } from './dialog-harness.js';
import {
  backupCode,
  emailCode,
  never,
  passkey,
  password,
  phoneCode,
  refusal,
  ScriptedVerifier,
  totp,
  verificationWith,
} from './scripted-verifier.js';

const content = html`<p slot="help">Call us at 0800 123 456.</p>
  <p slot="footer">We never ask for your password by phone.</p>`;

/** Opens a dialog with help and a footer. */
export async function show(
  verification: Verification,
  prepare: (verifier: ScriptedVerifier, harness: DialogHarness) => void = () => undefined,
): Promise<DialogHarness> {
  const verifier = new ScriptedVerifier(verification);
  const harness = await DialogHarness.create(verifier, content);
  prepare(verifier, harness);
  harness.askInBackground('strict', {
    reason: 'Sending money needs a fresh confirmation.',
    action: { id: 'act_1', summary: 'Send €250 to Ben' },
  });
  await waitUntil(() => harness.element.open && (harness.state !== 'starting' || verifier.onStart === never));
  await harness.settleRendering();
  return harness;
}

export const atSecond = (...secondFactors: Verification['secondFactors']) =>
  verificationWith([password], { status: 'needs_second_factor', level: 'multi_factor', secondFactors });

const attempting =
  (onAttempt: ScriptedVerifier['onAttempt']) =>
  (verifier: ScriptedVerifier): void => {
    verifier.onAttempt = onAttempt;
  };

/** Every state that a user can be shown, and how they get there. */
export const states: Record<string, () => Promise<DialogHarness>> = {
  starting: () =>
    show(verificationWith([]), (verifier) => {
      verifier.onStart = never;
    }),
  'start failed': () =>
    show(verificationWith([]), (verifier) => {
      verifier.onStart = () => Promise.reject(new TypeError('Failed to fetch'));
    }),
  password: () => show(verificationWith([password, emailCode])),
  'Caps Lock': async () => {
    const harness = await show(verificationWith([password]));
    harness.pressWithCapsLock(true);
    return harness;
  },
  'email code': () => show(verificationWith([emailCode])),
  'phone code': () => show(verificationWith([phoneCode])),
  'being sent a code': () =>
    show(verificationWith([emailCode]), (verifier) => {
      verifier.onPrepare = never;
    }),
  ...('PublicKeyCredential' in window && { passkey: () => show(verificationWith([passkey, password])) }),
  'authenticator code': () => show(atSecond(totp, backupCode)),
  'backup code': () => show(atSecond(backupCode)),
  choosing: async () => {
    const harness = await show(verificationWith([password, emailCode, phoneCode]));
    await harness.click('other');
    return harness;
  },
  'checking an answer': async () => {
    const harness = await show(verificationWith([password, emailCode]), attempting(never));
    await harness.answer('brown horse');
    return harness;
  },
  'a wrong answer': async () => {
    const error = refusal(422, 'form_password_incorrect', { attemptsLeft: 3 });
    const harness = await show(
      verificationWith([password]),
      attempting(() => Promise.reject(error)),
    );
    await harness.answer('wrong horse');
    return harness;
  },
  'an error of the dialog': async () => {
    const harness = await show(
      verificationWith([password]),
      attempting(() => Promise.reject(refusal(500, 'internal'))),
    );
    await harness.answer('brown horse');
    return harness;
  },
  confirmed: async () => {
    const harness = await show(verificationWith([password]));
    await harness.answer('brown horse');
    return harness;
  },
  unavailable: () => show(verificationWith([])),
  'signed out': () =>
    show(verificationWith([]), (verifier) => {
      verifier.onStart = () => Promise.reject(refusal(401, 'authentication_invalid'));
    }),
};
