/*
 * Every state that a user can be shown, and how they get there: the one table from which the tests, the gallery and its
 * pictures are made. Of the package only types are imported: the tests run its source, the gallery its script.
 */
import type { VerifyOptions } from '../../../src/dialog/prompt.js';
import type { Verification } from '../../../src/protocol/verification.js';
import {
  backupCode,
  emailCode,
  never,
  passkey,
  password,
  phoneCode,
  totp,
  verificationWith,
} from './scripted-verifier.js';
import type { ScriptedVerifier } from './scripted-verifier.js';
import { answerForPasskey, loseNetwork, regainNetwork, resetWorld, wait } from './world.js';

/** Makes the error that a verifier rejects with where the API refuses. */
export type Refusal = (status: number, code: string, details?: { attemptsLeft?: number; retryAfter?: number }) => Error;

/** What a person does in the dialog. Parts are those of `docs/theming.md`. */
export interface DialogUser {
  /** Types into the field and submits it by its button. */
  answer(text: string): Promise<void>;
  click(part: string): Promise<void>;
  pressWithCapsLock(isOn: boolean): void;
  /** Until nothing is on its way any more. */
  waitForStability(): Promise<void>;
}

export interface DialogState {
  readonly verification: Verification;
  /** How the API answers, where not as it does when all goes well. */
  readonly script?: (verifier: ScriptedVerifier, refusal: Refusal) => void;
  readonly act?: (user: DialogUser) => Promise<void> | void;
  /** What it waits for does not come. */
  readonly isBusy?: true;
  /** A global that a browser has, or else never shows this. */
  readonly needs?: string;
}

/** What the dialog is asked for in each of them. */
export const request: VerifyOptions = {
  reason: 'Sending money needs a fresh confirmation.',
  action: { id: 'act_1', summary: 'Send €250 to Ben' },
};

export const atSecond = (...secondFactors: Verification['secondFactors']) =>
  verificationWith([password], { status: 'needs_second_factor', level: 'multi_factor', secondFactors });

const answerPassword = (user: DialogUser) => user.answer('brown horse');

type Script = NonNullable<DialogState['script']>;

const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));

const startFails =
  (...details: Parameters<Refusal>): Script =>
  (verifier, refusal) => {
    verifier.onStart = () => Promise.reject(refusal(...details));
  };

const answerFails =
  (...details: Parameters<Refusal>): Script =>
  (verifier, refusal) => {
    verifier.onAttempt = () => Promise.reject(refusal(...details));
  };

/** What comes of asking the browser for a passkey. */
const passkeyAsked = (answer: () => Promise<never>): DialogState => ({
  verification: verificationWith([passkey, password]),
  needs: 'PublicKeyCredential',
  act: async (user) => {
    answerForPasskey(answer);
    await user.waitForStability();
    await user.click('submit');
  },
});

const passkeyRefused = (reason: string): DialogState => {
  const asked = passkeyAsked(() => Promise.reject(new DOMException('', reason)));
  return {
    ...asked,
    act: async (user) => {
      await asked.act?.(user);
      await user.waitForStability();
    },
  };
};

const descriptions: Readonly<Record<string, DialogState>> = {
  starting: {
    verification: verificationWith([]),
    isBusy: true,
    script: (verifier) => {
      verifier.onStart = never;
    },
  },
  'start failed': {
    verification: verificationWith([]),
    script: (verifier) => {
      verifier.onStart = unreachable;
    },
  },
  'start locked': {
    verification: verificationWith([]),
    script: startFails(429, 'too_many_requests', { retryAfter: 1800 }),
  },
  'start failed on the server': { verification: verificationWith([]), script: startFails(500, 'internal') },
  'start failed offline': {
    verification: verificationWith([]),
    script: (verifier) => {
      verifier.onStart = unreachable;
      void loseNetwork();
    },
  },
  'start tried again': {
    verification: verificationWith([]),
    script: (verifier, refusal) => {
      verifier.onStart = () => (verifier.started.length > 1 ? never() : Promise.reject(refusal(500, 'internal')));
    },
    act: (user) => user.click('submit'),
    isBusy: true,
  },
  password: { verification: verificationWith([password, emailCode]) },
  'Caps Lock': {
    verification: verificationWith([password]),
    act: (user) => user.pressWithCapsLock(true),
  },
  'email code': { verification: verificationWith([emailCode]) },
  'phone code': { verification: verificationWith([phoneCode]) },
  'being sent a code': {
    verification: verificationWith([emailCode]),
    script: (verifier) => {
      verifier.onPrepare = never;
    },
    isBusy: true,
  },
  'a code sent earlier': {
    verification: verificationWith([emailCode]),
    script: (verifier) => {
      const { strategy } = emailCode;
      const firstFactorVerification = {
        status: 'unverified',
        strategy,
        attempts: 0,
        expireAt: Date.now() + 600_000,
      } as const;
      verifier.onStart = () => ({ ...verifier.verification, firstFactorVerification });
    },
  },
  'a code sent again': {
    verification: verificationWith([emailCode]),
    act: async (user) => {
      await wait(31);
      await user.click('resend');
    },
  },
  'another code may be sent': { verification: verificationWith([emailCode]), act: () => wait(31) },
  'a code that cannot be delivered': {
    verification: verificationWith([emailCode]),
    script: (verifier, refusal) => {
      verifier.onPrepare = () => Promise.reject(refusal(502, 'delivery_failed'));
    },
  },
  'a code that may not be sent again': {
    verification: verificationWith([emailCode]),
    act: async (user) => {
      await wait(31);
      await user.click('resend');
    },
    script: (verifier, refusal) => {
      const send = verifier.onPrepare;
      verifier.onPrepare = (...asked) => {
        verifier.onPrepare = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 1800 }));
        return send(...asked);
      };
    },
  },
  'a code that has expired': { verification: verificationWith([emailCode]), act: () => wait(601) },
  'a code that was replaced': {
    verification: verificationWith([emailCode]),
    script: answerFails(400, 'verification_expired'),
    act: (user) => user.answer('123456'),
  },
  'a passkey being prepared': {
    verification: verificationWith([passkey, password]),
    script: (verifier) => {
      verifier.onPrepare = never;
    },
    isBusy: true,
    needs: 'PublicKeyCredential',
  },
  passkey: { verification: verificationWith([passkey, password]), needs: 'PublicKeyCredential' },
  'a passkey that is waited for': { ...passkeyAsked(never), isBusy: true },
  'a passkey that was cancelled': passkeyRefused('NotAllowedError'),
  'a passkey that failed': passkeyRefused('SecurityError'),
  'authenticator code': { verification: atSecond(totp, backupCode) },
  'backup code': { verification: atSecond(backupCode) },
  choosing: {
    verification: verificationWith([password, emailCode, phoneCode]),
    act: (user) => user.click('other'),
  },
  'checking an answer': {
    verification: verificationWith([password, emailCode]),
    script: (verifier) => {
      verifier.onAttempt = never;
    },
    isBusy: true,
    act: answerPassword,
  },
  'a wrong answer': {
    verification: verificationWith([password]),
    script: answerFails(422, 'form_password_incorrect', { attemptsLeft: 3 }),
    act: (user) => user.answer('wrong horse'),
  },
  'no attempts left': {
    verification: verificationWith([password]),
    script: answerFails(422, 'form_password_incorrect', { attemptsLeft: 0 }),
    act: (user) => user.answer('wrong horse'),
  },
  locked: {
    verification: verificationWith([password]),
    script: answerFails(429, 'too_many_requests', { retryAfter: 1800 }),
    act: answerPassword,
  },
  'a lock that is over': {
    verification: verificationWith([password]),
    script: answerFails(429, 'too_many_requests', { retryAfter: 1800 }),
    act: async (user) => {
      await answerPassword(user);
      await wait(1801);
    },
  },
  offline: { verification: verificationWith([password]), act: loseNetwork },
  'online again': {
    verification: verificationWith([password]),
    act: async () => {
      await loseNetwork();
      await regainNetwork();
    },
  },
  'an error of the dialog': {
    verification: verificationWith([password]),
    script: answerFails(500, 'internal'),
    act: answerPassword,
  },
  'begun anew': {
    verification: verificationWith([password]),
    script: answerFails(400, 'verification_expired'),
    act: answerPassword,
  },
  'activation failed': {
    verification: verificationWith([password]),
    script: (verifier) => {
      Object.assign(verifier, { activate: unreachable });
    },
    act: answerPassword,
  },
  confirmed: { verification: verificationWith([password]), act: answerPassword },
  unavailable: { verification: verificationWith([]) },
  'signed out': {
    verification: verificationWith([]),
    script: startFails(401, 'authentication_invalid'),
  },
};

/** Each begins in a world that none before it has changed. */
export const states: Readonly<Record<string, DialogState>> = Object.fromEntries(
  Object.entries(descriptions).map(([name, state]) => {
    const script: Script = (...scene) => {
      resetWorld();
      state.script?.(...scene);
    };
    return [name, { ...state, script }];
  }),
);
