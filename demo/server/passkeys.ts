import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import type { DemoClock } from './clock.js';
import type { BankTables } from './database.js';
import type { Session } from '../../src/server.js';

const CHALLENGE_MS = 5 * 60_000;

export interface RelyingParty {
  id: string;
  origin: string;
}

/** Adding passkeys is the application's own business; asking for them later is the kit's. */
export class Passkeys {
  constructor(
    readonly db: Kysely<BankTables>,
    readonly clock: DemoClock,
    readonly relyingParty: RelyingParty,
  ) {}

  list(userId: string) {
    return this.db.selectFrom('passkeys').selectAll().where('user_id', '=', userId).execute();
  }

  async options(session: Session, userName: string) {
    const known = await this.list(session.userId);
    const options = await generateRegistrationOptions({
      rpName: 'Harbour Bank',
      rpID: this.relyingParty.id,
      userName,
      userID: new TextEncoder().encode(session.userId),
      excludeCredentials: known.map(({ id }) => ({ id })),
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
    });
    const challenge = { challenge: options.challenge, expires_at: this.clock.now() + CHALLENGE_MS };
    await this.db
      .insertInto('passkey_challenges')
      .values({ session_id: session.id, ...challenge })
      .onConflict((conflict) => conflict.column('session_id').doUpdateSet(challenge))
      .execute();
    return options;
  }

  /** Whether the passkey is the one that was asked for; it is kept if so. */
  async add(session: Session, response: RegistrationResponseJSON): Promise<boolean> {
    const expected = await this.#takeChallenge(session.id);
    if (expected === undefined) return false;
    const { id, origin } = this.relyingParty;
    const result = await verifyRegistrationResponse({
      response,
      expectedChallenge: expected,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    }).catch(() => undefined);
    if (!result?.verified) return false;
    const { credential } = result.registrationInfo;
    await this.db
      .insertInto('passkeys')
      .values({
        id: credential.id,
        user_id: session.userId,
        public_key: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: [...(credential.transports ?? [])],
      })
      .execute();
    return true;
  }

  async setCounter(userId: string, id: string, counter: number): Promise<void> {
    await this.db.updateTable('passkeys').set({ counter }).where('user_id', '=', userId).where('id', '=', id).execute();
  }

  /** A challenge is good for one answer, right or wrong. */
  async #takeChallenge(sessionId: string): Promise<string | undefined> {
    const taken = await this.db
      .deleteFrom('passkey_challenges')
      .where('session_id', '=', sessionId)
      .where('expires_at', '>', this.clock.now())
      .returning('challenge')
      .executeTakeFirst();
    return taken?.challenge;
  }
}
