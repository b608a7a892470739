import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
// Loaded already, so that the first refusal is dealt with as quickly as the others.
import '../../src/dialog/interior.js';
import '../../src/intercept/refused.js';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import { VerificationApiError } from '../../src/protocol/api-error.js';
import type { Answer, Factor, FactorStage } from '../../src/protocol/factors.js';
import { isFresh } from '../../src/protocol/reverification.js';
import type { FactorVerificationAge, ReverificationLevel } from '../../src/protocol/reverification.js';
import type { SessionInfo, Verification } from '../../src/protocol/verification.js';
import type { Verifier } from '../../src/verification/verifier.js';

export const RIGHT = '123456';
const STALE: FactorVerificationAge = [20, 20];
const AFTER_MINUTES = 10;

const password: Factor = { strategy: 'password' };
const totp: Factor = { strategy: 'totp' };

/** The server: who is signed in, how fresh the session is, and the verification under way. */
export class Server implements Verifier {
  user = 1;
  ages: FactorVerificationAge = STALE;
  /** The ages after every success so far, in order. */
  readonly successes: FactorVerificationAge[] = [];
  /** What becomes of the next call that the dialog makes. */
  fails: 'network' | 'signed out' | undefined;
  #level: ReverificationLevel = 'first_factor';
  #proved: FactorStage[] = [];
  #held: (() => void)[] | undefined;

  satisfies(level: ReverificationLevel): boolean {
    return isFresh(this.ages, { level, afterMinutes: AFTER_MINUTES });
  }

  succeed(ages: FactorVerificationAge): void {
    this.ages = ages;
    this.successes.push(ages);
  }

  growOld(): void {
    this.ages = STALE;
    this.#proved = [];
  }

  switchUser(): void {
    this.user++;
    this.growOld();
  }

  /** From now on, no call is answered before {@link release}. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  async start({ level }: { level: ReverificationLevel }): Promise<Verification> {
    await this.#answer();
    this.#level = level;
    this.#proved = [];
    return this.#verification();
  }

  prepare(): Promise<Verification> {
    return Promise.reject(new Error('nothing here is prepared'));
  }

  async attempt(stage: FactorStage, answer: Answer): Promise<Verification> {
    await this.#answer();
    const text = 'password' in answer ? answer.password : 'code' in answer ? answer.code : '';
    if (text !== RIGHT) throw refusal(422, 'form_code_incorrect');
    this.#proved.push(stage);
    const [first, second] = this.ages;
    this.succeed(stage === 'first' ? [0, second] : [first, 0]);
    const verification = this.#verification();
    // What may get lost is the answer, too.
    await this.#answer();
    return verification;
  }

  async session(): Promise<SessionInfo> {
    await this.#answer();
    return this.#session();
  }

  async #answer(): Promise<void> {
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    const { fails } = this;
    this.fails = undefined;
    if (fails === 'network') throw new TypeError('Failed to fetch');
    if (fails === 'signed out') throw refusal(401, 'authentication_invalid');
  }

  #session(): SessionInfo {
    const id = `sess_${this.user}`;
    return { id, factorVerificationAge: this.ages, publicUserData: { identifier: `${id}@example.com` } };
  }

  #verification(): Verification {
    const wanted: FactorStage[] =
      this.#level === 'multi_factor' ? ['first', 'second'] : [this.#level === 'first_factor' ? 'first' : 'second'];
    const [next] = wanted.filter((stage) => !this.#proved.includes(stage));
    return {
      id: 'sv_1',
      status: next ? `needs_${next}_factor` : 'complete',
      level: this.#level,
      firstFactors: [password],
      secondFactors: [totp],
      session: this.#session(),
    };
  }
}

const refusal = (status: number, code: string) => new VerificationApiError(status, [{ code, message: code }]);

/** One request of the page's, as its caller and as the API see it. */
export interface Call {
  readonly level: ReverificationLevel;
  readonly controller: AbortController;
  /** How many successes there had been when it was sent, for each sending. */
  readonly sendings: number[];
  isWaiting: boolean;
  isSettled: boolean;
  mustNotBeSent: boolean;
}

/** A page with the real dialog and the real wrapper, an API that refuses, and what must never happen there. */
export class World {
  readonly server = new Server();
  readonly calls: Call[] = [];
  readonly broken = new Set<string>();
  readonly home = document.body.appendChild(document.createElement('div'));
  readonly elsewhere = document.body.appendChild(document.createElement('div'));
  readonly button = document.body.appendChild(document.createElement('button'));
  readonly dialog = document.createElement('reverify-dialog');
  readonly otherTab: BroadcastChannel;
  /** The API refuses, whatever the user proves. */
  isStubborn = false;
  /** The API answers late. */
  isSlow = false;
  isCancelling = false;
  readonly #late: (() => void)[] = [];
  readonly #sheets = document.adoptedStyleSheets.length;
  readonly #fetch: typeof globalThis.fetch;

  constructor() {
    const endpoint = `/model/${Math.random()}`;
    this.otherTab = new BroadcastChannel(`reverify-dialog.verified.1 ${new URL(endpoint, location.href).href}`);
    this.button.textContent = 'Something else on the page';
    this.dialog.endpoint = endpoint;
    this.dialog.verifier = this.server;
    this.home.append(this.dialog);
    this.#fetch = createReverifyingFetch(
      {
        fetch: (input) => this.#receive(this.calls[Number(new Request(input).url.split('#')[1])]),
        reverify: (challenge, options) => this.dialog.handleChallenge(challenge, options),
      },
      () => Promise.reject(new Error('not asked')),
    );
    this.dialog.addEventListener('reverify-cancelled', () => this.#onCancelled());
    this.dialog.addEventListener('reverify-verified', () => (this.isCancelling = false));
    this.dialog.addEventListener('reverify-failed', () => (this.isCancelling = false));
  }

  request(level: ReverificationLevel): void {
    const controller = new AbortController();
    const call: Call = {
      level,
      controller,
      sendings: [],
      isWaiting: false,
      isSettled: false,
      mustNotBeSent: false,
    };
    const index = this.calls.push(call) - 1;
    const settle = () => {
      call.isSettled = true;
    };
    this.#fetch(`/api/#${index}`, { signal: controller.signal }).then(settle, settle);
  }

  /** Lets the API's late answers through. */
  deliver(): void {
    for (const answer of this.#late.splice(0)) answer();
  }

  get pending(): Call[] {
    return this.calls.filter(({ isSettled }) => !isSettled);
  }

  /** What is true at every moment. */
  check(): void {
    const modal = [...allDialogs()].filter((dialog) => dialog.matches(':modal'));
    this.#must(modal.length <= 1, 'never more than one open dialog');
    if (this.dialog.open) return;
    this.#must(modal.length === 0, 'no modal dialog behind a closed element');
    this.#must(document.adoptedStyleSheets.length === this.#sheets, 'scrolling is given back');
    this.button.focus();
    this.#must(document.activeElement === this.button, 'the page is never left inert');
  }

  dispose(): void {
    this.otherTab.close();
    for (const element of [this.home, this.elsewhere, this.button, this.dialog]) element.remove();
  }

  async #receive(call: Call | undefined): Promise<Response> {
    if (!call) throw new Error('a request that nobody made');
    this.#checkSending(call);
    call.isWaiting = false;
    call.sendings.push(this.server.successes.length);
    const isRefused = this.isStubborn || !this.server.satisfies(call.level);
    if (this.isSlow) await new Promise<void>((resolve) => this.#late.push(resolve));
    if (!isRefused) return new Response('done');
    call.isWaiting = true;
    return refused(call.level);
  }

  #checkSending({ level, sendings, isSettled, mustNotBeSent }: Call): void {
    const last = sendings.at(-1);
    this.#must(sendings.length < 3, 'nothing is sent more than three times');
    this.#must(!isSettled, 'nothing is sent after its caller was answered');
    this.#must(!mustNotBeSent, 'nobody is replayed after a cancel');
    const since = last === undefined ? [STALE] : this.server.successes.slice(last);
    const answered = since.some((ages) => isFresh(ages, { level, afterMinutes: AFTER_MINUTES }));
    this.#must(last === undefined || answered, 'every sending after the first follows a success that it needs');
  }

  /** The user has closed the dialog: who waits now is never sent again. */
  #onCancelled(): void {
    if (this.isCancelling) for (const call of this.pending) call.mustNotBeSent ||= call.isWaiting;
    this.isCancelling = false;
  }

  #must(holds: boolean, rule: string): void {
    if (!holds) this.broken.add(rule);
  }
}

function* allDialogs(): Iterable<HTMLDialogElement> {
  for (const element of document.querySelectorAll('reverify-dialog')) {
    yield* element.shadowRoot?.querySelectorAll('dialog') ?? [];
  }
}

const refused = (level: ReverificationLevel) =>
  Response.json(
    {
      clerk_error: {
        type: 'forbidden',
        reason: 'reverification-error',
        metadata: { reverification: { level, afterMinutes: AFTER_MINUTES } },
      },
    },
    { status: 403 },
  );

ReverifyDialog.define();
