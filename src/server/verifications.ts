import { VerificationApiError } from '../protocol/api-error.js';
import type { Answer, FactorStage, Strategy } from '../protocol/factors.js';
import type { PreparationRequest } from '../protocol/requests.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';
import { attemptFactor } from './attempt.js';
import { subjectOf } from './audit.js';
import type { Context } from './context.js';
import { prepareFactor } from './prepare.js';
import type { SignedIn } from './signed-in.js';
import { startVerification } from './start.js';
import { Tidying } from './tidying.js';

/**
 * The rules of a verification, without HTTP: what may be done, in which order, how often. Every step answers with the
 * verification as it then stands, or throws a `VerificationApiError` (a refusal) or what the application threw.
 */
export class Verifications {
  readonly #tidying: Tidying;

  constructor(private readonly context: Context) {
    this.#tidying = new Tidying(context);
  }

  async start(signedIn: SignedIn, level: ReverificationLevel): Promise<Verification> {
    await this.#tidying.run();
    return startVerification(this.context, signedIn, level);
  }

  prepare(signedIn: SignedIn, stage: FactorStage, request: PreparationRequest): Promise<Verification> {
    const prepared = prepareFactor(this.context, signedIn, stage, request);
    return this.#audited(prepared, signedIn, stage, request.strategy);
  }

  attempt(signedIn: SignedIn, stage: FactorStage, answer: Answer): Promise<Verification> {
    const attempted = attemptFactor(this.context, signedIn, stage, answer);
    return this.#audited(attempted, signedIn, stage, answer.strategy);
  }

  /** The session is over: so is its verification, and how fresh it was. */
  async end(sessionId: string): Promise<void> {
    const database = await this.context.database();
    const ended = await database.transaction().execute(async (transaction) => {
      const row = await transaction
        .deleteFrom('reverifyVerifications')
        .where('sessionId', '=', sessionId)
        .returningAll()
        .executeTakeFirst();
      await transaction.deleteFrom('reverifyAges').where('sessionId', '=', sessionId).execute();
      return row;
    });
    if (!ended || ended.status === 'complete') return;
    await this.context.emit({ ...subjectOf(ended, this.context.now()), type: 'cancelled', reason: 'session_ended' });
  }

  async #audited<T>(step: Promise<T>, signedIn: SignedIn, stage: FactorStage, strategy: Strategy): Promise<T> {
    try {
      return await step;
    } catch (error) {
      const reason = error instanceof VerificationApiError ? error.code : 'internal_error';
      await this.#emitFailed(signedIn, { stage, strategy, reason }).catch(this.context.report);
      throw error;
    }
  }

  async #emitFailed({ session }: SignedIn, failure: { stage: FactorStage; strategy: Strategy; reason: string }) {
    const database = await this.context.database();
    const row = await database
      .selectFrom('reverifyVerifications')
      .selectAll()
      .where('sessionId', '=', session.id)
      .where('userId', '=', session.userId)
      .executeTakeFirst();
    if (row) await this.context.emit({ ...subjectOf(row, this.context.now()), type: 'failed', ...failure });
  }
}
