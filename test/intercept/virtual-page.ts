import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ReverificationError } from '../../src/errors.js';
import type { ReverificationErrorCode } from '../../src/errors.js';
import type { Gate, Reverify } from '../../src/intercept/gate.js';
import type { ChallengeReader } from '../../src/intercept/refusal.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { satisfiesReverification } from '../../src/protocol/reverification.js';
import type { ReverificationRequirement } from '../../src/protocol/reverification.js';
import type { PackageCopy } from './package-copy.js';

export const wrappers = ['fetch', 'respond', 'owner', 'predicate', 'prepared', 'function'] as const;

/** A call that the page makes. */
export interface CallSpec extends ReverificationRequirement {
  readonly wrapper: (typeof wrappers)[number];
  /** Through which of the page's two copies of the package. */
  readonly copy: 0 | 1;
  readonly action?: string | undefined;
}

/** One sending of a call, as the network and the API see it. */
interface Sending {
  readonly at: number;
  verdict: 'none' | 'accepted' | 'refused' | 'lost';
  isDelivered: boolean;
  deliveredAt: number;
  readonly deliver: (response: Response) => void;
  readonly lose: (error: Error) => void;
}

export interface VirtualCall {
  readonly id: string;
  readonly spec: CallSpec;
  readonly controller: AbortController;
  readonly sendings: Sending[];
  readonly doomedBy: AskedPrompt[];
  prepare?: (() => void) | undefined;
  settled?: PromiseSettledResult<Response>;
}

interface PromptEnd {
  at: number;
  readonly time: number;
  readonly error?: Error | undefined;
  readonly ages?: readonly [number, number] | undefined;
}

/** What the user is asked. An end that comes after the last caller left counts for nothing. */
export interface AskedPrompt {
  readonly challenge: Challenge;
  readonly signal: AbortSignal;
  readonly owner: string;
  end?: PromptEnd;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const MINUTE = 60_000;
const STRAGGLER = 10_000;
const isOpen = ({ end, signal }: AskedPrompt) => !end && !signal.aborted;
const isOtherAction = (asked: Challenge, { action }: CallSpec) => action !== undefined && action !== asked.action?.id;
const isAsStrict = (asked: ReverificationRequirement, wanted: ReverificationRequirement) =>
  asked.level === wanted.level || asked.level === 'multi_factor';

/** What the specification says, written down a second time, as plainly as it can be. */
function answers({ challenge: asked, end, signal }: AskedPrompt, spec: CallSpec): boolean {
  if (!end || signal.aborted) return false;
  const code = end.error instanceof ReverificationError ? end.error.code : 'reverification_failed';
  if (end.error && code === 'session_changed') return true;
  if (isOtherAction(asked, spec)) return false;
  if (!end.error) return isAsStrict(asked, spec) || satisfiesReverification(end.ages, spec);
  return code !== 'reverification_unavailable' || isAsStrict(asked, spec) || isAsStrict(spec, asked);
}

/**
 * A page with an API that really checks how fresh a session is, and a user, in which nothing happens by itself. It complains
 * at once when anything is sent, or asked, that should not be.
 */
export class VirtualPage {
  readonly calls: VirtualCall[] = [];
  readonly prompts: AskedPrompt[] = [];
  readonly gate: Gate;
  /** Counts what happened. */
  #now = 0;
  readonly #verifiedAt = { first: -Infinity, second: -Infinity };
  readonly #approved = new Set<string>();
  throwsNext = false;
  /** What should not have happened, where whoever did it does not tell. */
  #complaint: Error | undefined;

  constructor(
    private readonly copies: readonly [PackageCopy, PackageCopy],
    private readonly user: { hasSecondFactor: boolean; tellsAges: boolean },
  ) {
    this.gate = copies[0].gateOf(this.#reverify);
    assert.equal(this.gate, copies[1].gateOf(this.#reverify));
  }

  get openPrompt(): AskedPrompt | undefined {
    return this.prompts.find(isOpen);
  }

  /** Sendings that the API has not seen yet, and those whose answer is on its way. */
  sendings(state: 'unseen' | 'answered'): Sending[] {
    return this.calls
      .flatMap(({ sendings }) => sendings)
      .filter(({ verdict, isDelivered }) => !isDelivered && (verdict === 'none') === (state === 'unseen'));
  }

  call(spec: CallSpec): void {
    const id = `call-${this.calls.length}`;
    const call: VirtualCall = { id, spec, controller: new AbortController(), sendings: [], doomedBy: [] };
    this.calls.push(call);
    void this.#make(call).then(
      (value) => (call.settled = { status: 'fulfilled', value }),
      (reason: unknown) => (call.settled = { status: 'rejected', reason }),
    );
  }

  #make(call: VirtualCall): Promise<Response> {
    const { wrapper, copy } = call.spec;
    const { createReverifyingFetch, withReverification } = this.copies[copy];
    const neverAsked = () => Promise.reject(new Error('The page was asked'));
    const shared = { reverify: this.#reverify, challenges: [readChallenge] };
    if (wrapper === 'function') {
      const send = async () => {
        const response = await this.#send(call);
        if (response.status === 403 && call.id.endsWith('1')) throw Object.assign(new Error('refused'), { response });
        return response;
      };
      return withReverification(send, shared, neverAsked)().catch((error: unknown) => {
        if (error instanceof Error && 'response' in error && error.response instanceof Response) return error.response;
        throw error;
      });
    }
    const fetch = createReverifyingFetch(
      { ...shared, ...this.#options(call), fetch: (input, init) => this.#send(call, new Request(input, init)) },
      neverAsked,
    );
    const { signal } = call.controller;
    return fetch('http://a.test/', { method: 'POST', headers: { 'Idempotency-Key': call.id }, body: call.id, signal });
  }

  #options(call: VirtualCall): ReverifyingFetchOptions {
    switch (call.spec.wrapper) {
      case 'respond':
        return { onCancel: 'respond', onFailure: 'respond' };
      case 'owner':
        return { replay: 'owner' };
      case 'predicate':
        return { replay: () => mayBeReplayed(call) };
      case 'prepared':
        return {
          prepareReplay: (request) =>
            new Promise((resolve) => {
              // Without the caller's signal, as a careless one would.
              const { method, headers, url } = request;
              call.prepare = () => resolve(new Request(url, { method, headers, body: call.id }));
            }),
        };
      default:
        return {};
    }
  }

  #send(call: VirtualCall, request?: Request): Promise<Response> {
    this.#watch(() => {
      if (call.sendings.length > 0) this.#checkReplay(call);
      if (request) assert.equal(request.headers.get('Idempotency-Key'), call.id);
    });
    const isWithoutSignal = call.spec.wrapper === 'prepared' && call.sendings.length > 0;
    return new Promise((deliver, lose) => {
      const at = ++this.#now;
      const sending: Sending = { at, verdict: 'none', isDelivered: false, deliveredAt: 0, deliver, lose };
      call.sendings.push(sending);
      // Not the request's signal: it no longer follows the caller's once Node has collected the request.
      const { signal } = call.controller;
      signal.addEventListener('abort', () => {
        if (sending.isDelivered || !request || isWithoutSignal) return;
        sending.isDelivered = true;
        lose(signal.reason as Error);
      });
    });
  }

  #checkReplay(call: VirtualCall): void {
    const { id, spec, sendings, controller } = call;
    const last = sendings.at(-1);
    assert.ok(last?.isDelivered && last.verdict === 'refused', `${id} is sent again although it was not refused`);
    assert.ok(sendings.length < 3, `${id} is sent more than three times`);
    if (spec.wrapper !== 'function')
      assert.ok(!controller.signal.aborted, `${id} is sent again although it was aborted`);
    assert.ok(!call.doomedBy.some(({ signal }) => !signal.aborted), `${id} is sent again after it was cancelled`);
    const since = this.prompts.filter(({ end }) => end && end.at > last.at);
    const answering = since.filter((prompt) => !prompt.end?.error && answers(prompt, spec));
    assert.ok(answering.length > 0, `${id} is sent again although nobody answered its challenge`);
    assert.ok(!since.some(isSessionChange), `${id} is sent again for another session`);
    if (spec.wrapper === 'owner')
      assert.ok(
        answering.some(({ owner }) => owner === id),
        `${id} is not the owner`,
      );
    assert.ok(mayBeReplayed(call), `${id} is sent again against the predicate`);
  }

  /** The API looks at a request. */
  process(sending: Sending): void {
    const call = this.#callOf(sending);
    const { action } = call.spec;
    const isFresh = satisfiesReverification(this.#ages(), call.spec) && (!action || this.#approved.delete(action));
    sending.verdict = isFresh ? 'accepted' : 'refused';
  }

  deliver(sending: Sending): void {
    const { id, spec } = this.#callOf(sending);
    sending.isDelivered = true;
    sending.deliveredAt = Date.now();
    if (sending.verdict === 'accepted') sending.deliver(new Response(id));
    else {
      const { level, afterMinutes, action } = spec;
      const challenge = { level, afterMinutes, source: id, ...(action && { action: { id: action, summary: action } }) };
      sending.deliver(new Response(null, { status: 403, headers: { 'X-Challenge': JSON.stringify(challenge) } }));
    }
  }

  /** The network fails. */
  lose(sending: Sending): void {
    sending.isDelivered = true;
    sending.verdict = 'lost';
    sending.lose(new TypeError('network'));
  }

  elapse(milliseconds: number): void {
    mock.timers.tick(milliseconds);
  }

  readonly #reverify: Reverify = (challenge, { signal }) => {
    const owner = this.#watch(() => this.#checkQuestion(challenge));
    return new Promise((resolve, reject) => {
      const prompt: AskedPrompt = { challenge, signal, owner: owner.id, resolve, reject };
      this.prompts.push(prompt);
      if (!this.throwsNext) return;
      this.throwsNext = false;
      const end = this.#end(prompt, new Error('broken'));
      // What is sent in the same turn, for an earlier prompt, may be before or after it.
      end.at = Infinity;
      setImmediate(() => (end.at = ++this.#now));
      throw end.error ?? new Error();
    });
  };

  #watch<T>(check: () => T): T {
    try {
      return check();
    } catch (error) {
      this.#complaint ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  #checkQuestion(challenge: Challenge): VirtualCall {
    assert.equal(this.openPrompt, undefined, 'two dialogs at once');
    const waiting = this.waiting();
    const [owner] = waiting;
    assert.ok(owner, 'a dialog for nobody');
    for (const { id, spec } of waiting) {
      assert.ok(isAsStrict(challenge, spec) || isOtherAction(challenge, spec), `a dialog too lax for ${id}`);
      assert.ok(challenge.afterMinutes <= spec.afterMinutes || isOtherAction(challenge, spec), `too old for ${id}`);
    }
    const actions = waiting.map(({ spec }) => spec.action);
    const approvable = actions.filter((action) => action !== undefined);
    assert.equal(challenge.action !== undefined, approvable.length > 0, 'a dialog that leaves the action out');
    if (challenge.action) assert.ok(approvable.includes(challenge.action.id), 'a dialog for an action of nobody');
    return owner;
  }

  /** The calls that wait at the gate, in its order. */
  waiting(): VirtualCall[] {
    const ids = [...(this.gate.waiting ?? [])].map(({ challenge }) => challenge.source);
    return ids.map((id) => this.calls[Number(id.slice('call-'.length))]).filter((call) => call !== undefined);
  }

  /** The user verifies; `isReal` is false for a message that says so without the API knowing. */
  verify(prompt: AskedPrompt, isReal = true): void {
    const { level, action } = prompt.challenge;
    if (isReal) {
      const asksFirst = level !== 'second_factor' || !this.user.hasSecondFactor;
      if (asksFirst) this.#verifiedAt.first = Date.now();
      if (level !== 'first_factor' && this.user.hasSecondFactor) this.#verifiedAt.second = Date.now();
      if (action) this.#approved.add(action.id);
    }
    const ages = isReal && this.user.tellsAges ? this.#ages() : undefined;
    this.#end(prompt, undefined, ages);
    prompt.resolve(ages && { session: { factorVerificationAge: ages } });
  }

  /** The user cancels, or cannot be verified. Who waits now, and is meant by it, must never be sent again. */
  fail(prompt: AskedPrompt, code: ReverificationErrorCode | undefined): void {
    const error = code ? new ReverificationError(code, code) : new Error('broken');
    this.#end(prompt, error);
    prompt.reject(error);
  }

  #end(prompt: AskedPrompt, error?: Error, ages?: readonly [number, number]): PromptEnd {
    const end = { at: ++this.#now, time: Date.now(), error, ages };
    prompt.end = end;
    if (error) for (const call of this.waiting()) if (answers(prompt, call.spec)) call.doomedBy.push(prompt);
    return end;
  }

  #ages(): readonly [number, number] {
    const { first, second } = this.#verifiedAt;
    // A session that has never verified is a year old.
    const age = (at: number) => Math.min((Date.now() - at) / MINUTE, 525_600);
    return [age(first), this.user.hasSecondFactor ? age(second) : -1];
  }

  #callOf(sending: Sending): VirtualCall {
    const call = this.calls.find(({ sendings }) => sendings.includes(sending));
    assert.ok(call);
    return call;
  }

  /** Everything that can happen by itself has happened. */
  checkAtRest(): void {
    if (this.#complaint) throw this.#complaint;
    const { gate, openPrompt } = this;
    const waiting = this.waiting();
    if (openPrompt) {
      const { challenge } = openPrompt;
      const isCovered = ({ spec }: VirtualCall) => isAsStrict(challenge, spec) && !isOtherAction(challenge, spec);
      assert.ok(waiting.some(isCovered), 'a dialog that nobody waits for');
    }
    assert.equal(gate.prompt !== undefined, waiting.length > 0, 'waiting for nothing');
    const awaited = [...this.sendings('unseen'), ...this.sendings('answered')];
    assert.equal(gate.underWay, awaited.length, 'counts what is not awaited');
    assert.ok(awaited.length > 0 || !gate.prompt || gate.prompt.challenge, 'gathers although nothing is awaited');
    assert.ok((gate.outcomes?.length ?? 0) <= 20, 'outcomes pile up');
    for (const call of this.calls) this.#checkCall(call, waiting.includes(call));
  }

  #checkCall(call: VirtualCall, isWaiting: boolean): void {
    const { id, spec, sendings, settled, controller, doomedBy, prepare } = call;
    const isDoomed = doomedBy.some(({ signal }) => !signal.aborted);
    if (isDoomed) assert.ok(settled, `${id} does not hear that it was cancelled`);
    if (controller.signal.aborted && spec.wrapper !== 'function') assert.ok(settled, `${id} is held after its abort`);
    const isSending = sendings.some(({ isDelivered }) => !isDelivered);
    assert.ok(settled ?? (isSending || isWaiting || prepare), `${id} is forgotten`);
    const last = sendings.at(-1);
    if (!isWaiting || !last) return;
    assert.ok(!settled, `${id} still waits after its end`);
    for (const prompt of this.prompts) {
      if (!prompt.end || prompt.end.at < last.at || !answers(prompt, spec)) continue;
      assert.ok(prompt.end.error && !isStraggler(prompt, call), `${id} waits although it is answered`);
    }
  }

  /** Whether a call's end is one that it may have. */
  checkEnd(call: VirtualCall): void {
    const { id, settled, sendings, spec, controller, doomedBy } = call;
    const last = sendings.at(-1);
    assert.ok(settled && last, `${id} never settles`);
    if (settled.status === 'rejected') {
      const reason: unknown = settled.reason;
      const isNetwork = last.verdict === 'lost' && reason instanceof TypeError;
      const isAbort = controller.signal.aborted && reason === controller.signal.reason;
      const prompt = this.prompts.find(({ end }) => end?.error && [reason, causeOf(reason)].includes(end.error));
      const isOutcome = prompt && (doomedBy.includes(prompt) || isStraggler(prompt, call));
      assert.ok(isNetwork || isAbort || isOutcome, `${id} ends with ${String(reason)}`);
    } else if (settled.value.status === 200) {
      assert.equal(last.verdict, 'accepted', `${id} was not accepted`);
    } else {
      const isLast = sendings.length === 3;
      assert.ok(isLast || /respond|owner|predicate/.test(spec.wrapper), `${id} is left with a refusal`);
    }
  }
}

/** Whether a call hears of an end that it did not wait for: it was sent before, and refused soon after. */
function isStraggler(prompt: AskedPrompt, { spec, sendings }: VirtualCall): boolean {
  const last = sendings.at(-1);
  if (!last || !prompt.end || prompt.end.at < last.at || !answers(prompt, spec)) return false;
  return isSessionChange(prompt) || last.deliveredAt - prompt.end.time < STRAGGLER;
}

const isSessionChange = ({ end, signal }: AskedPrompt) =>
  !signal.aborted && end?.error instanceof ReverificationError && end.error.code === 'session_changed';

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const mayBeReplayed = ({ id, spec }: VirtualCall) => spec.wrapper !== 'predicate' || !id.endsWith('2');

const readChallenge: ChallengeReader = ({ headers }) => {
  const challenge = headers.get('X-Challenge');
  return challenge === null ? undefined : (JSON.parse(challenge) as Challenge);
};
