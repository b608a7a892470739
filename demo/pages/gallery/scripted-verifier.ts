import type { Answer, Factor, FactorStage, PreparableFactor } from '../../../src/protocol/factors.js';
import type { SessionInfo, Verification } from '../../../src/protocol/verification.js';
import type { StartOptions, Verifier } from '../../../src/verification/verifier.js';

export const password: Factor = { strategy: 'password' };
export const passkey: Factor = { strategy: 'passkey' };
export const totp: Factor = { strategy: 'totp' };
export const backupCode: Factor = { strategy: 'backup_code' };
export const emailCode: Factor = {
  strategy: 'email_code',
  emailAddressId: 'idn_1',
  safeIdentifier: 'j•••@example.com',
  primary: true,
};
export const phoneCode: Factor = {
  strategy: 'phone_code',
  phoneNumberId: 'idn_2',
  safeIdentifier: '+49•••••12',
  primary: false,
};

/** A verification that waits for one of these first factors, of a user named Jane. */
export const verificationWith = (firstFactors: Factor[], more: Partial<Verification> = {}): Verification => ({
  id: 'sv_1',
  status: 'needs_first_factor',
  level: 'first_factor',
  firstFactors,
  secondFactors: [],
  session: { id: 'sess_1', publicUserData: { identifier: 'jane@example.com', firstName: 'Jane' } },
  ...more,
});

/** A call that is never answered. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** A verifier without a network: it records what it was asked, and answers as the test says. */
export class ScriptedVerifier implements Verifier {
  readonly started: StartOptions[] = [];
  readonly prepared: PreparableFactor[] = [];
  readonly answers: Answer[] = [];
  sessions = 0;

  onStart: () => Verification | Promise<Verification>;
  onPrepare: (stage: FactorStage, factor: PreparableFactor) => Verification | Promise<Verification>;
  onAttempt: (answer: Answer, stage: FactorStage) => Verification | Promise<Verification>;
  onSession: () => SessionInfo | Promise<SessionInfo>;

  constructor(readonly verification: Verification) {
    this.onStart = () => verification;
    this.onPrepare = (stage, { strategy }) => ({
      ...verification,
      [`${stage}FactorVerification`]: {
        status: 'unverified',
        strategy,
        attempts: 0,
        expireAt: Date.now() + 600_000,
        ...(strategy === 'passkey' && { nonce: '{"challenge":"AAAA"}' }),
      },
    });
    this.onAttempt = () => ({ ...verification, status: 'complete' });
    this.onSession = () => verification.session;
  }

  async start(options: StartOptions): Promise<Verification> {
    this.started.push(options);
    return this.onStart();
  }

  async prepare(stage: FactorStage, factor: PreparableFactor): Promise<Verification> {
    this.prepared.push(factor);
    return this.onPrepare(stage, factor);
  }

  async attempt(stage: FactorStage, answer: Answer): Promise<Verification> {
    this.answers.push(answer);
    return this.onAttempt(answer, stage);
  }

  async session(): Promise<SessionInfo> {
    this.sessions++;
    return this.onSession();
  }
}
