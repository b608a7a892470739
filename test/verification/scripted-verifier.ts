import { VerificationApiError } from '../../src/protocol/api-error.js';
import type { Answer, Factor, FactorStage, PreparableFactor } from '../../src/protocol/factors.js';
import type { Verification } from '../../src/protocol/verification.js';
import { createVerificationFlow } from '../../src/verification/flow.js';
import { createPending } from '../../src/verification/pending-memory.js';
import type { PendingStorage } from '../../src/verification/pending-memory.js';
import type { VerificationFlowOptions } from '../../src/verification/flow.js';
import type { FlowState } from '../../src/verification/state.js';
import type { StartOptions, Verifier, VerifierOptions } from '../../src/verification/verifier.js';

export { deferred } from '../harness/deferred.js';

export const NOW = 1_800_000_000_000;

export const password = { strategy: 'password' } satisfies Factor;
export const passkey = { strategy: 'passkey' } satisfies Factor;
export const totp = { strategy: 'totp' } satisfies Factor;
export const backupCode = { strategy: 'backup_code' } satisfies Factor;
export const email = (id = 'idn_1', primary = true) =>
  ({ strategy: 'email_code', emailAddressId: id, safeIdentifier: `${id}@•••`, primary }) satisfies Factor;
export const phone = (id = 'idn_9', primary = true) =>
  ({ strategy: 'phone_code', phoneNumberId: id, safeIdentifier: '•••12', primary }) satisfies Factor;

/** A verification that asks Jane for a password, and for her authenticator app second, unless told otherwise. */
export const verification = (members: Partial<Verification> = {}): Verification => ({
  id: 'sv_1',
  status: 'needs_first_factor',
  level: 'multi_factor',
  firstFactors: [password],
  secondFactors: [totp],
  session: { id: 'sess_1', publicUserData: { identifier: 'j•••@example.com' } },
  ...members,
});
export const needsSecond = (members: Partial<Verification> = {}) =>
  verification({ status: 'needs_second_factor', ...members });
export const done = (members: Partial<Verification> = {}) => verification({ status: 'complete', ...members });

/** What the server says about the factor that it has just prepared. */
export const prepared = (
  strategy: 'email_code' | 'phone_code' | 'passkey',
  expireAt = NOW + 600_000,
  nonce?: string,
) => ({
  status: 'unverified' as const,
  strategy,
  attempts: 0,
  expireAt,
  ...(nonce !== undefined && { nonce }),
});

export const apiError = (
  code: string,
  { status = 400, retryAfter, attemptsLeft }: { status?: number; retryAfter?: number; attemptsLeft?: number } = {},
) =>
  new VerificationApiError(
    status,
    [{ code, message: code, ...(attemptsLeft !== undefined && { attemptsLeft }) }],
    retryAfter,
  );
export const offline = () => new TypeError('Failed to fetch');

export type Reply = Verification | Error | Promise<Verification>;
type Call =
  | { method: 'start'; request: StartOptions; signal: AbortSignal }
  | { method: 'prepare'; stage: FactorStage; factor: PreparableFactor; signal: AbortSignal }
  | { method: 'attempt'; stage: FactorStage; answer: Answer; signal: AbortSignal };

/** A verifier that answers from a list, in order, and notes what it was asked. */
export class ScriptedVerifier implements Verifier {
  readonly calls: Call[] = [];
  readonly #replies: Reply[];

  constructor(...replies: Reply[]) {
    this.#replies = replies;
  }

  get methods() {
    return this.calls.map(({ method }) => method);
  }

  add(...replies: Reply[]): void {
    this.#replies.push(...replies);
  }

  start(request: StartOptions, { signal }: VerifierOptions) {
    return this.#answer({ method: 'start', request, signal });
  }

  prepare(stage: FactorStage, factor: PreparableFactor, { signal }: VerifierOptions) {
    return this.#answer({ method: 'prepare', stage, factor, signal });
  }

  attempt(stage: FactorStage, answer: Answer, { signal }: VerifierOptions) {
    return this.#answer({ method: 'attempt', stage, answer, signal });
  }

  async #answer(call: Call): Promise<Verification> {
    this.calls.push(call);
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`no reply left for ${call.method}`);
    if (reply instanceof Error) throw reply;
    return reply;
  }
}

export const noPasskeys = { supported: () => false, get: () => Promise.reject(new Error('no passkeys')) };

/** What outlives a page. */
export class TabStorage implements PendingStorage {
  readonly items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** A flow whose clock stands still until it is moved, and the names of the states that it went through. */
export function flowWith(
  verifier: Verifier,
  options: Partial<VerificationFlowOptions> = {},
  storage?: PendingStorage,
  clock = { now: NOW },
) {
  const now = () => clock.now;
  const pending = createPending('pending', storage, now);
  const flow = createVerificationFlow({ verifier, passkeys: noPasskeys, pending, now, ...options });
  const seen: FlowState['name'][] = [];
  flow.subscribe(({ name }) => seen.push(name));
  return { flow, clock, seen };
}

/** The state, once it has the name that the test expects; else the test fails here and says what it was. */
export function inState<Name extends FlowState['name']>(
  { state }: { state: FlowState },
  name: Name,
): Extract<FlowState, { name: Name }> {
  if (isNamed(state, name)) return state;
  throw new Error(`expected the state ${name}, got ${JSON.stringify(state)}`);
}

const isNamed = <Name extends FlowState['name']>(
  state: FlowState,
  name: Name,
): state is Extract<FlowState, { name: Name }> => state.name === name;
